"""Citizens' words: where they lie, how a person is found and erased, and how long anything is kept."""
