use std::fs;
use std::path::PathBuf;

use super::SettingsError;

/// Loads the nearest `.env`, from this folder upwards. None is fine; a broken one is not.
///
/// We read the file ourselves and hand dotenvy the text, because its messages quote the line that
/// it can't read, and that line may be the secret.
pub(super) fn load() -> Result<(), SettingsError> {
    let Some(path) = find() else { return Ok(()) };
    let shown = path.display();
    let bytes = fs::read(&path).map_err(|error| {
        SettingsError(format!(
            "{shown} can't be read ({error}): mend its permissions."
        ))
    })?;
    let text = String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'))
        .ok_or_else(|| {
            SettingsError(format!(
                "{shown} is not UTF-8 text (PowerShell's > writes UTF-16): save it again as UTF-8."
            ))
        })?;
    dotenvy::from_read(text.as_bytes()).map_err(|error| {
        SettingsError(format!(
            "{shown}{}: write NAME=value, with single quotes around a value that has spaces, quotes or $ in it.",
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

/// `", line 3 (JWT_SECRET) can't be read"`: where, and what is set there, but not to what.
fn place(text: &str, error: &dotenvy::Error) -> String {
    let dotenvy::Error::LineParse(broken, _) = error else {
        return " can't be read".into();
    };
    // dotenvy tells the line or only its value, and a value with quotes may go on for several lines.
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
