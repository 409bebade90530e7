"""How strong the tests of the domain are: each small change of the code should make a test fail."""
