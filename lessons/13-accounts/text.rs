//! Which characters a name or an email may have.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Letters and symbols that are drawn as nothing.
const BLANK: [char; 6] = [
    '\u{115f}',
    '\u{1160}',
    '\u{2800}',
    '\u{3164}',
    '\u{ffa0}',
    '\u{1d159}',
];

/// They join letters or keep them apart in Persian and in Indian scripts, and join parts of emoji.
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// Whether the text is one line without control characters and without invisible ones, such as those
/// that reverse the direction of a text. A character that is newer than the tables of
/// `unicode-properties` is refused until that crate is updated.
pub fn is_printable(text: &str) -> bool {
    text.chars().all(|c| match c.general_category_group() {
        GeneralCategoryGroup::Other => JOINERS.contains(&c),
        GeneralCategoryGroup::Separator => c.general_category() == GeneralCategory::SpaceSeparator,
        _ => true,
    })
}

/// Whether there is anything to see.
pub fn is_visible(text: &str) -> bool {
    text.chars().any(|c| {
        let group = c.general_category_group();
        !BLANK.contains(&c)
            && matches!(
                group,
                GeneralCategoryGroup::Letter
                    | GeneralCategoryGroup::Number
                    | GeneralCategoryGroup::Punctuation
                    | GeneralCategoryGroup::Symbol
            )
    })
}
