"""The API's documents: the OpenAPI document, its worked examples, and the page that shows it."""
