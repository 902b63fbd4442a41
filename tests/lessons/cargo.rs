//! What the proofs read from the two Cargo manifests that lessons use: the one for the sandbox and
//! part 1, and the one for the apps.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Both files together. Versions that both use are in the workspace's own table.
#[derive(Default)]
pub struct Cargo {
    pub dependencies: BTreeMap<String, Dependency>,
    pub examples: Vec<Example>,
}

/// One file.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Manifest {
    workspace: Workspace,
    dependencies: BTreeMap<String, Dependency>,
    example: Vec<Example>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Workspace {
    dependencies: BTreeMap<String, Dependency>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub enum Dependency {
    Version(String),
    #[serde(rename_all = "kebab-case")]
    Detailed {
        version: String,
        #[serde(default = "yes")]
        default_features: bool,
        #[serde(default)]
        features: Vec<String>,
    },
    /// A path, or `workspace = true`.
    Elsewhere {},
}

#[derive(Deserialize)]
pub struct Example {
    pub name: String,
    /// From the top of the project.
    pub path: String,
    /// Whether it belongs to the package of the apps.
    #[serde(skip)]
    pub app: bool,
}

fn yes() -> bool {
    true
}

impl Cargo {
    /// Reads the texts of the two files.
    pub fn read(sandbox: &str, apps: &str) -> Self {
        let mut cargo = Self::default();
        let mut shared = BTreeMap::new();
        for (folder, text) in [("", sandbox), ("lessons/", apps)] {
            let file: Manifest =
                toml::from_str(text).unwrap_or_else(|error| panic!("{folder}Cargo.toml: {error}"));
            shared.extend(file.workspace.dependencies);
            for (name, dependency) in file.dependencies {
                let dependency = match dependency {
                    Dependency::Elsewhere {} => shared.get(&name).cloned(),
                    here => Some(here),
                };
                let dependencies = &mut cargo.dependencies;
                dependencies.extend(dependency.map(|dependency| (name, dependency)));
            }
            let examples = file.example.into_iter().map(|example| Example {
                path: format!("{folder}{}", example.path),
                app: !folder.is_empty(),
                ..example
            });
            cargo.examples.extend(examples);
        }
        cargo
    }

    /// Whether there is a program of this name.
    pub fn has_example(&self, name: &str) -> bool {
        self.examples.iter().any(|example| example.name == name)
    }
}

impl Dependency {
    pub fn version(&self) -> &str {
        match self {
            Self::Version(version) | Self::Detailed { version, .. } => version,
            Self::Elsewhere {} => "",
        }
    }

    pub fn default_features(&self) -> bool {
        match self {
            Self::Version(_) | Self::Elsewhere {} => true,
            Self::Detailed {
                default_features, ..
            } => *default_features,
        }
    }

    pub fn features(&self) -> &[String] {
        match self {
            Self::Version(_) | Self::Elsewhere {} => &[],
            Self::Detailed { features, .. } => features,
        }
    }
}
