"""How the page gets from Python to the browser: Node from a wheel, a build for each page."""
