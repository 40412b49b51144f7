"""The course as a book: pages for a browser, made from the stored notebooks."""
