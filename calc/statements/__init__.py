"""The paper: one module a document, over `fonts` (faces), `pdf` (the file) and `page` (drawing)."""
