"""`python -m oms_ui` is the `oms` command."""

from oms_ui.cli import main

if __name__ == "__main__":
    main()
