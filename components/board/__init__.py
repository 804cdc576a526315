"""The board: lanes of cards, the menu of a card, and what is asked before a move."""
