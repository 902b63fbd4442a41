//! The folders and requests of the collections, as the generated files have them.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::project::Project;

/// The folders of each collection, by the path of its file.
pub type Collections = BTreeMap<String, Vec<Folder>>;

/// The names of a folder and of its requests.
pub struct Folder {
    pub name: String,
    pub requests: Vec<String>,
}

/// Reads all collections, including those that no part of the course names.
pub fn read(project: &Project) -> Collections {
    #[derive(Deserialize)]
    struct Item {
        #[serde(default)]
        name: String,
        #[serde(default)]
        item: Vec<Self>,
    }

    project
        .folder("postman")
        .into_iter()
        .filter(|name| name.ends_with(".postman_collection.json"))
        .map(|name| {
            let path = format!("postman/{name}");
            let collection: Item = serde_json::from_str(&project.read(&path).unwrap()).unwrap();
            let folders = collection.item.into_iter().map(|folder| Folder {
                name: folder.name,
                requests: folder
                    .item
                    .into_iter()
                    .map(|request| request.name)
                    .collect(),
            });
            (path, folders.collect())
        })
        .collect()
}
