"""What every page of the admin shares: access, forms, words, icons, navigation, errors."""
