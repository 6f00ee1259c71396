"""What owners and moderators do with links: shorten, edit, list, import, report, ban, erase."""
