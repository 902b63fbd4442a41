//! What a shell makes of a command: only what the lessons need, and the same in bash and zsh.
//!
//! The crates that split shell words neither fill in `$NAME` nor refuse what the two shells read
//! differently, and these two things are what matters here.

use std::collections::BTreeMap;

use crate::page::Block;

/// A command of a `console` block and what it printed.
pub struct Step {
    pub line: usize,
    pub command: String,
    pub output: String,
}

/// Cuts a block at its prompts. A command continues if its line ends with a backslash.
pub fn steps(block: &Block) -> Result<Vec<Step>, usize> {
    let mut steps: Vec<Step> = Vec::new();
    let mut goes_on = false;
    for (line, text) in block.lines() {
        match (text.strip_prefix("$ "), steps.last_mut()) {
            (_, Some(step)) if goes_on => {
                step.command.push('\n');
                step.command.push_str(text);
                goes_on = text.ends_with('\\');
            }
            (Some(command), _) => {
                goes_on = command.ends_with('\\');
                steps.push(Step {
                    line,
                    command: command.into(),
                    output: String::new(),
                });
            }
            (None, Some(step)) => {
                step.output.push_str(text);
                step.output.push('\n');
            }
            (None, None) => return Err(line),
        }
    }
    Ok(steps)
}

/// The words of a command, with `$NAME` replaced where a shell would replace it.
///
/// Refuses what this reader doesn't know, and what one of the two shells takes for a pattern.
pub fn words(command: &str, variables: &BTreeMap<String, String>) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut rest = command.chars().peekable();
    while let Some(c) = rest.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('\''), c) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '\\') if rest.next_if_eq(&'\n').is_some() => words.extend(word.take()),
            (Some(_), '\\') if rest.peek().is_some_and(|next| "\"\\$`".contains(*next)) => {
                word.get_or_insert_default().extend(rest.next());
            }
            (_, '$') => {
                let braces = rest.next_if_eq(&'{').is_some();
                let mut name = String::new();
                while let Some(c) = rest.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
                    name.push(c);
                }
                if braces && rest.next_if_eq(&'}').is_none() {
                    return Err(format!("${{{name} is not closed: write ${{{name}}}"));
                }
                let value = variables
                    .get(&name)
                    .ok_or(format!("${name} has no value here"))?;
                word.get_or_insert_default().push_str(value);
            }
            (Some(_), '`' | '!') | (None, '`' | '!' | '\\') => {
                return Err(format!(
                    "{c} has a meaning in the shell: put it in single quotes"
                ));
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None, '?' | '*' | '[') => {
                return Err(format!("zsh takes {c} for a pattern: put quotes around it"));
            }
            (None, '|' | '&' | ';' | '<' | '>' | '(' | ')' | '{' | '}') => {
                return Err(format!(
                    "{c} has a meaning in the shell: put quotes around it, or leave it out"
                ));
            }
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    match quote {
        Some(open) => Err(format!("a {open} is not closed")),
        None => {
            words.extend(word);
            Ok(words)
        }
    }
}

mod tests {
    use super::{steps, words};
    use crate::page::{Kind, Page};

    fn read(command: &str) -> Result<Vec<String>, String> {
        words(command, &[("TOKEN".into(), "a.b.c".into())].into())
    }

    #[test]
    fn words_are_cut_and_unquoted_as_a_shell_does() {
        for (command, expected) in [
            ("curl -s  http://a/b", vec!["curl", "-s", "http://a/b"]),
            (
                "curl -H \"A: b c\" 'd \"e\" $TOKEN'",
                vec!["curl", "-H", "A: b c", "d \"e\" $TOKEN"],
            ),
            (
                "curl -H \"A: Bearer $TOKEN\" $TOKEN",
                vec!["curl", "-H", "A: Bearer a.b.c", "a.b.c"],
            ),
            (
                "curl -d \"{\\\"a\\\":\\\"\\$1\\\"}\" ''",
                vec!["curl", "-d", "{\"a\":\"$1\"}", ""],
            ),
            (
                "curl \"http://a/${TOKEN}?b\"",
                vec!["curl", "http://a/a.b.c?b"],
            ),
            ("curl \\\n  -s x", vec!["curl", "-s", "x"]),
            ("curl http://a/'b?c=d'", vec!["curl", "http://a/b?c=d"]),
        ] {
            assert_eq!(read(command).unwrap(), expected, "{command}");
        }
    }

    #[test]
    fn what_a_shell_would_change_is_rejected() {
        for (command, why) in [
            (
                "curl http://a/b?c=d",
                "zsh takes ? for a pattern: put quotes around it",
            ),
            (
                "curl -s x | jq .",
                "| has a meaning in the shell: put quotes around it, or leave it out",
            ),
            ("curl \"$OTHER\"", "$OTHER has no value here"),
            ("curl \"${OTHER}\"", "$OTHER has no value here"),
            ("curl \"${TOKEN\"", "${TOKEN is not closed: write ${TOKEN}"),
            (
                "curl \"hello!\"",
                "! has a meaning in the shell: put it in single quotes",
            ),
            ("curl 'a", "a ' is not closed"),
        ] {
            assert_eq!(read(command).unwrap_err(), why, "{command}");
        }
    }

    fn cut(text: &str) -> Result<Vec<(usize, String, String)>, usize> {
        let page = Page::parse("p", &format!("```console\n{text}\n```\n"));
        let Kind::Block(block) = &page.items[0].kind else {
            panic!("a block")
        };
        let steps = steps(block)?;
        Ok(steps
            .into_iter()
            .map(|step| (step.line, step.command, step.output))
            .collect())
    }

    #[test]
    fn a_block_is_cut_into_commands_and_outputs() {
        let step = |line, command: &str, output: &str| (line, command.into(), output.into());
        assert_eq!(
            cut("$ a\nout 1\n\nout 2\n$ b \\\n  c\n$ d"),
            Ok(vec![
                step(2, "a", "out 1\n\nout 2\n"),
                step(6, "b \\\n  c", ""),
                step(8, "d", ""),
            ])
        );
    }

    #[test]
    fn output_without_a_command_is_rejected() {
        assert_eq!(cut("a\n$ b"), Err(2));
    }
}
