"""Where a person decides: the edited spreadsheet, the terminal loop and the local page."""
