"""One module for each part of the API: it parses, names the scope, calls one use case. No decisions."""
