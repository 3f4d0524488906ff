//! Prints the reading of a file: `cargo run -p documents --example read -- FILE [CHARTER FOLDER]`.

use std::{path::Path, process::ExitCode};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(file) = arguments.next() else {
        eprintln!("Usage: read FILE [CHARTER FOLDER]");
        return ExitCode::from(2);
    };
    let folder = arguments.next().unwrap_or_else(|| "charters/technician-commitment".to_owned());
    match json(&file, Path::new(&folder)) {
        Ok(json) => {
            println!("{json}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn json(file: &str, folder: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let mut files = Vec::new();
    add_files(folder, "", &mut files)?;
    let charter = model::charter::source::read(&files).map_err(|flaws| format!("{flaws:#?}"))?;
    let reading = documents::read(file, &std::fs::read(file)?, &charter)?;
    Ok(serde_json::to_string_pretty(&reading)?)
}

/// Adds the files of a charter, each with its path below `folder`.
fn add_files(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            add_files(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push((name, std::fs::read_to_string(entry.path())?));
        }
    }
    Ok(())
}
