"""What people see, as frozen data: text, cards, forms and pictures. Imports only itself."""
