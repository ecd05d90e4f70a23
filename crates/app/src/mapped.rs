//! `--mapping NAME|FILE`: JSON of other people's making. `ingest` reads it; here the mapping's text is found.

use crate::complain;
use clap::Args;
use ingest::Mapping;

/// The option that `read` and `add` share.
#[derive(Args, Debug, Clone, Default)]
pub struct Mapped {
    /// Read JSON of other people's making by this mapping: newsapi, mediacloud, or a TOML file of your own (docs/input.md).
    #[arg(long, value_name = "NAME|FILE.toml")]
    pub mapping: Option<String>,
}

impl Mapped {
    /// The mapping, if one was asked for. `Err` where it cannot be used, which has been complained of.
    pub fn find(&self) -> Result<Option<Mapping>, ()> {
        let Some(asked) = self.mapping.as_deref() else { return Ok(None) };
        if let Some(mapping) = Mapping::named(asked) {
            return Ok(Some(mapping));
        }
        let text = std::fs::read_to_string(asked).map_err(|error| {
            let known: Vec<&str> = Mapping::built_in().iter().map(|(name, _)| *name).collect();
            complain(&format!(
                "{asked}: no mapping of that name is built in ({} are), and no such file can be read ({error})",
                known.join(", ")
            ));
        })?;
        let mapping =
            Mapping::parse(&text).map_err(|why| complain(&format!("{asked}: {why}; docs/input.md shows a mapping")))?;
        Ok(Some(mapping))
    }
}
