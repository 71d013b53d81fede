"""网站找错: anybody tells what is wrong on the site; it reaches the editors."""
