use std::fs;
use std::path::PathBuf;

use super::{SECRET, SettingsError};

/// Loads the nearest `.env`, from this folder upward. A missing one is fine; a broken one isn't.
///
/// We read the file ourselves and pass the text to dotenvy, because its messages quote the line that
/// it can't read, and that line may contain the secret.
pub(super) fn load() -> Result<(), SettingsError> {
    let Some(path) = find() else { return Ok(()) };
    let shown = path.display();
    let bytes = fs::read(&path).map_err(|error| {
        SettingsError(format!(
            "{shown} can't be read ({error}): correct its permissions."
        ))
    })?;
    let text = String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'))
        .ok_or_else(|| {
            SettingsError(format!(
                "{shown} isn't UTF-8 text (PowerShell's > writes UTF-16): save it again as UTF-8."
            ))
        })?;
    if let Some((line, name, mistake)) = mistake(&text) {
        return Err(SettingsError(format!(
            "{shown}, line {line} ({name}): {mistake}, so the value would change. Put the value in single quotes: {name}='…'."
        )));
    }
    dotenvy::from_read(text.as_bytes()).map_err(|error| {
        SettingsError(format!(
            "{shown}{}: write NAME=value, with single quotes around a value that contains spaces, quotes, # or $.",
            place(&text, &error)
        ))
    })
}

fn find() -> Option<PathBuf> {
    std::env::current_dir()
        .ok()?
        .ancestors()
        .map(|folder| folder.join(".env"))
        .find(|path| path.is_file())
}

/// The first value that dotenvy would change without an error: its line, its name, and what is wrong
/// with it.
///
/// Unless the value is quoted, a backslash escapes what follows, so `C:\new` contains a line break;
/// and `$x` in a secret becomes the variable x, which is usually empty. In other settings, a variable
/// may be intended.
fn mistake(text: &str) -> Option<(usize, &str, &'static str)> {
    let mut open = None;
    for (line, number) in text.lines().zip(1..) {
        // A quoted value may span several lines. None of them is an assignment.
        if let Some(quote) = open {
            if line.contains(quote) {
                open = None;
            }
            continue;
        }
        let Some((name, value)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim();
        let name = name.strip_prefix("export ").unwrap_or(name).trim_start();
        let value = value.trim_start();
        if name.starts_with('#') || !is_name(name) {
            continue;
        }
        let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"'));
        open = quote.filter(|quote| !value[1..].contains(*quote));
        if quote != Some('\'') && name == SECRET && value.contains('$') {
            return Some((number, name, "a $ starts the name of a variable here"));
        }
        if quote.is_none() && value.contains('\\') {
            return Some((number, name, "a backslash has a special meaning here"));
        }
    }
    None
}

/// `", line 3 (JWT_SECRET) can't be read"`: the line and the name, but not the value.
fn place(text: &str, error: &dotenvy::Error) -> String {
    let dotenvy::Error::LineParse(broken, _) = error else {
        return " can't be read".into();
    };
    // dotenvy returns the line or only its value, and a quoted value may span several lines.
    let broken = broken.lines().next().unwrap_or_default().trim_end();
    let found = text
        .lines()
        .zip(1..)
        .find(|(line, _)| line.trim_end().ends_with(broken));
    let Some((line, number)) = found else {
        return " can't be read".into();
    };
    let name = match line.split_once('=') {
        Some((name, _)) if is_name(name.trim()) => format!(" ({})", name.trim()),
        _ => String::new(),
    };
    format!(", line {number}{name} can't be read")
}

fn is_name(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::mistake;

    #[test]
    fn a_value_that_dotenvy_would_change_is_found() {
        for (text, line, name) in [
            ("DATABASE_PATH=C:\\new", 1, "DATABASE_PATH"),
            ("# a comment\nexport JWT_ISSUER=a\\b", 2, "JWT_ISSUER"),
            ("JWT_SECRET=abc$def", 1, "JWT_SECRET"),
            ("JWT_SECRET=\"abc$def\"", 1, "JWT_SECRET"),
            ("A=\"one\ntwo\"\nJWT_SECRET=a$b", 3, "JWT_SECRET"),
        ] {
            let found = mistake(text).map(|(line, name, _)| (line, name));
            assert_eq!(found, Some((line, name)), "{text}");
        }
    }

    #[test]
    fn a_value_that_stays_as_it_is_written_is_left_alone() {
        for text in [
            "DATABASE_PATH='C:\\new'",
            "DATABASE_PATH=$HOME/accounts.sqlite3",
            "JWT_SECRET='abc$def'",
            "JWT_ISSUER=\"a\\nb\"",
            "# JWT_SECRET=a$b\\c",
            "A='one\nJWT_SECRET=a$b'",
        ] {
            assert_eq!(mistake(text), None, "{text}");
        }
    }
}
