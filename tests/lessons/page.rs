//! A page of Markdown, read as it renders: inside a `<details>` without its blank line, code doesn't
//! render as a code block, so it isn't one here.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

pub struct Page {
    /// From the top of the project, with `/`.
    pub path: String,
    pub items: Vec<Item>,
}

/// A thing on a page, with the line where it starts.
pub struct Item {
    pub line: usize,
    pub kind: Kind,
}

pub enum Kind {
    Heading(usize, String),
    Paragraph(String),
    /// A link or an image: where it leads.
    Link(String),
    /// Between backticks, inside a line.
    Code(String),
    Strong(String),
    Block(Block),
    /// Its rows, the header first.
    Table(Vec<Vec<String>>),
    Html(String),
}

/// A code block. Its line is the fence's line.
pub struct Block {
    pub line: usize,
    pub language: String,
    /// What follows the language: `wrong` is a name without a value, `src=src/token.rs` has one.
    pub attributes: Vec<(String, Option<String>)>,
    pub text: String,
}

impl Page {
    pub fn parse(path: &str, source: &str) -> Self {
        let mut items = Vec::new();
        let mut open: Vec<(Tag<'_>, usize, String)> = Vec::new();
        let (mut table, mut row) = (Vec::new(), Vec::new());
        for (event, range) in Parser::new_ext(source, Options::ENABLE_TABLES).into_offset_iter() {
            let line = source[..range.start].matches('\n').count() + 1;
            let said = match event {
                Event::Start(tag) => {
                    open.push((tag, line, String::new()));
                    continue;
                }
                Event::End(_) => {
                    let (tag, line, text) = open.pop().unwrap();
                    let (kind, said) = match tag {
                        Tag::Heading { level, .. } => {
                            (Some(Kind::Heading(level as usize, text)), String::new())
                        }
                        Tag::Paragraph => (Some(Kind::Paragraph(text)), String::new()),
                        Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                            (Some(Kind::Link(dest_url.into_string())), text)
                        }
                        Tag::Strong => (Some(Kind::Strong(text.clone())), text),
                        Tag::CodeBlock(block) => (
                            Some(Kind::Block(Block::new(line, &block, text))),
                            String::new(),
                        ),
                        Tag::TableCell => {
                            row.push(text);
                            (None, String::new())
                        }
                        Tag::TableHead | Tag::TableRow => {
                            table.push(std::mem::take(&mut row));
                            (None, String::new())
                        }
                        Tag::Table(_) => {
                            (Some(Kind::Table(std::mem::take(&mut table))), String::new())
                        }
                        Tag::HtmlBlock => (Some(Kind::Html(text)), String::new()),
                        _ => (None, text),
                    };
                    items.extend(kind.map(|kind| Item { line, kind }));
                    said
                }
                Event::Code(text) => {
                    items.push(Item {
                        line,
                        kind: Kind::Code(text.to_string()),
                    });
                    text.into_string()
                }
                Event::InlineHtml(html) => {
                    items.push(Item {
                        line,
                        kind: Kind::Html(html.into_string()),
                    });
                    String::new()
                }
                Event::Text(text) | Event::Html(text) => text.into_string(),
                Event::SoftBreak | Event::HardBreak => " ".into(),
                _ => String::new(),
            };
            if let Some((_, _, text)) = open.last_mut() {
                text.push_str(&said);
            }
        }
        Self {
            path: path.into(),
            items,
        }
    }

    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.items.iter().filter_map(|item| match &item.kind {
            Kind::Block(block) => Some(block),
            _ => None,
        })
    }

    /// Every line of code on the page, with its line: the lines of blocks, and code inside text.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.items.iter().flat_map(|item| match &item.kind {
            Kind::Code(text) => vec![(item.line, text.as_str())],
            Kind::Block(block) => block.lines().collect(),
            _ => Vec::new(),
        })
    }

    /// A line of the page, as a place for a finding.
    pub fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.path)
    }
}

impl Block {
    fn new(line: usize, kind: &CodeBlockKind<'_>, text: String) -> Self {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.as_ref(),
            CodeBlockKind::Indented => "",
        };
        let mut words = info.split(',').map(str::trim);
        Self {
            line,
            language: words.next().unwrap_or_default().into(),
            attributes: words
                .map(|word| match word.split_once('=') {
                    Some((name, value)) => (name.into(), Some(value.into())),
                    None => (word.into(), None),
                })
                .collect(),
            text,
        }
    }

    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (self.line + 1..).zip(self.text.lines())
    }

    /// The opening fence, for messages.
    pub fn info(&self) -> String {
        let mut info = self.language.clone();
        for (name, value) in &self.attributes {
            info.push(',');
            info.push_str(name);
            if let Some(value) = value {
                info.push('=');
                info.push_str(value);
            }
        }
        info
    }
}
