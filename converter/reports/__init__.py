"""Reports of a run, in the forms that people and programs read. They see findings and a model of their own."""
