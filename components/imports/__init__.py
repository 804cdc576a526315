"""The imports: handing files in, and each file's preview, progress, mapping and changes."""
