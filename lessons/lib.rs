//! Nothing: the apps of the lessons are the examples of this package.
