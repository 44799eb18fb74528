// The precompiled header of the tests is made beside this file, which has nothing else to say.
