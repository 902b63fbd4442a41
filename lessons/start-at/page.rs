//! What a page tells the learner to type: its commands, and its lines for `Cargo.toml`.
//!
//! It reads the Markdown line by line, and only what the lessons use. Exercises are left out: a
//! learner undoes them.

/// Where on the page a lesson says what it starts from.
const START: &str = "Where you start";
const EXERCISES: &str = "Exercises";

#[derive(Debug, PartialEq)]
pub enum Typed {
    /// A command, without its `$`.
    Command(String),
    /// Lines for the end of `Cargo.toml`.
    Manifest(String),
}

pub struct Page {
    /// Each with whether it is in *Where you start*.
    typed: Vec<(bool, Typed)>,
}

impl Page {
    pub fn read(markdown: &str) -> Self {
        let mut typed = Vec::new();
        let mut section = "";
        let mut lines = markdown.lines();
        while let Some(line) = lines.next() {
            if let Some(title) = line.strip_prefix("## ") {
                section = title.trim();
            }
            let Some(language) = line.strip_prefix("```") else {
                continue;
            };
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            if section == EXERCISES {
                continue;
            }
            let start = section == START;
            match language.split(',').next() {
                Some("console") => typed.extend(
                    block
                        .iter()
                        .filter_map(|line| line.strip_prefix("$ "))
                        .map(|command| (start, Typed::Command(command.trim().into()))),
                ),
                Some("toml") => typed.push((start, Typed::Manifest(block.join("\n")))),
                _ => {}
            }
        }
        Self { typed }
    }

    /// Everything that the lesson has the learner type.
    pub fn all(&self) -> impl Iterator<Item = &Typed> {
        self.typed.iter().map(|(_, typed)| typed)
    }

    /// What it has them type before its first step. A `cargo new` always counts.
    pub fn at_the_start(&self) -> impl Iterator<Item = &Typed> {
        self.typed
            .iter()
            .filter(|(start, typed)| *start || typed.makes_a_project())
            .map(|(_, typed)| typed)
    }

    pub fn makes_a_project(&self) -> bool {
        self.all().any(Typed::makes_a_project)
    }
}

impl Typed {
    fn makes_a_project(&self) -> bool {
        matches!(self, Self::Command(command) if command.starts_with("cargo new "))
    }
}

#[cfg(test)]
mod tests {
    use super::{Page, Typed};

    const PAGE: &str = "\
## Where you start

```console
$ cargo add a@1
```

## 1. A step

```toml
[profile.dev]
```

```console,at=exercise-1
$ cargo new b
what it prints
```

```text
$ not typed
```

## Exercises

```console
$ cargo add c@1
```
";

    fn command(text: &str) -> Typed {
        Typed::Command(text.into())
    }

    #[test]
    fn commands_and_manifest_lines_are_read_up_to_the_exercises() {
        let page = Page::read(PAGE);
        let all: Vec<&Typed> = page.all().collect();
        let profile = Typed::Manifest("[profile.dev]".into());
        assert_eq!(
            all,
            [&command("cargo add a@1"), &profile, &command("cargo new b")]
        );
        assert!(page.makes_a_project());
    }

    #[test]
    fn before_the_first_step_only_a_new_project_counts_from_elsewhere() {
        let page = Page::read(PAGE);
        let start: Vec<&Typed> = page.at_the_start().collect();
        assert_eq!(start, [&command("cargo add a@1"), &command("cargo new b")]);
    }
}
