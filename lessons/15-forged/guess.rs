//! Guesses the secret of a token. The server that signed it doesn't notice.

use std::error::Error;
use std::fs;

use super::sign;

/// Prints the word that signed this token. The file has one word on each line.
pub fn run(token: &str, words: &str) -> Result<(), Box<dyn Error>> {
    let (signed, signature) = token.rsplit_once('.').ok_or("That isn't a token.")?;
    let words = fs::read_to_string(words).map_err(|error| format!("{words}: {error}"))?;
    for (tries, word) in (1..).zip(words.lines()) {
        if sign(signed, word.as_bytes())? == signature {
            println!("{word}");
            eprintln!("{tries} words tried");
            return Ok(());
        }
    }
    Err("None of the words signed this token.".into())
}
