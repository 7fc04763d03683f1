//! The metadata document of a record: what its `metadata` digest is the SHA-256 of, and what its
//! URI leads to. `docs/metadata.md` explains each field, `docs/metadata.schema.json` is its
//! JSON Schema.
//!
//! It is ERC-721 metadata (`name`, `description`, `image`, `attributes`) and JSON-LD with
//! schema.org's names at once. What is on the chain (units, owner, offers, preferences) is not
//! repeated, since it would only go stale.

mod forms;
mod source;
#[cfg(test)]
mod tests;

pub use source::{origin_of, source_type};

use super::{DocumentError, check_length, check_optional_url, check_size};
use crate::{
    limits::MAX_PARENTS,
    work::{Kind, Origin},
};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use forms::{is_account, is_date, is_digest, is_media_type};
use serde::{Deserialize, Serialize};

/// Characters of a name: the work's, a creator's, a role's, an attribute's.
pub const MAX_NAME: usize = 200;
/// Characters of the description.
pub const MAX_DESCRIPTION: usize = 4_000;
/// Characters of a notice: of copyright, or of whom to credit.
pub const MAX_NOTICE: usize = 500;
/// Creators.
pub const MAX_CREATORS: usize = 64;
/// Attributes.
pub const MAX_ATTRIBUTES: usize = 32;

/// What JSON-LD's `@context` is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Context {
    /// The names are schema.org's.
    #[default]
    #[serde(rename = "https://schema.org")]
    SchemaOrg,
}

/// schema.org's type of a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "schema.org documents its types")]
pub enum WorkType {
    CreativeWork,
    ImageObject,
    VideoObject,
    AudioObject,
    TextObject,
    Dataset,
    SoftwareSourceCode,
}

impl From<Kind> for WorkType {
    /// schema.org has one type for videos of any length, and none for models.
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Image => Self::ImageObject,
            Kind::ShortVideo | Kind::LongVideo => Self::VideoObject,
            Kind::Audio => Self::AudioObject,
            Kind::Text => Self::TextObject,
            Kind::Dataset => Self::Dataset,
            Kind::Software => Self::SoftwareSourceCode,
            Kind::Model | Kind::Other => Self::CreativeWork,
        }
    }
}

/// Whether a creator is one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "schema.org documents its types")]
pub enum CreatorType {
    Person,
    Organization,
}

/// Who made the work, and as what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Creator {
    /// A person or an organisation.
    #[serde(rename = "@type")]
    pub kind: CreatorType,
    /// The name to be credited.
    pub name: String,
    /// What they were: `photographer`, `author`, `composer`, `editor`, ...
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_name: Option<String>,
    /// Their account: an address (`0x` and 40 hexadecimal digits) or a CAIP-10 account id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// A number of a public registry (ISNI, ORCID, IPI), best as a URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
}

/// What a marketplace shows besides, in ERC-721's customary form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// What it is.
    pub trait_type: String,
    /// Its value.
    pub value: String,
}

/// The document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Metadata {
    /// `https://schema.org`.
    #[serde(rename = "@context")]
    pub context: Context,
    /// What the work is.
    #[serde(rename = "@type")]
    pub kind: WorkType,
    /// Its title.
    pub name: String,
    /// What it shows or says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The URL of a picture of it, for wallets and marketplaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Who made it.
    pub creator: Vec<Creator>,
    /// The notice of copyright.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copyright_notice: Option<String>,
    /// Whom to credit, where a licence wants attribution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_text: Option<String>,
    /// When it was made: a year, a month or a day (ISO 8601).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_created: Option<String>,
    /// The URL of the terms that it is offered under, for people to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// The URL where a licence can be had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acquire_license_page: Option<String>,
    /// The media type of the bytes that were fingerprinted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding_format: Option<String>,
    /// Their SHA-256 in hexadecimal: the record's token id, except for a catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Where it came from: a URI that [`origin_of`] knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digital_source_type: Option<String>,
    /// The ids of its parents' records: `0x` and 64 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub is_based_on: Vec<String>,
    /// What a marketplace shows besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
}

impl Metadata {
    /// The least that a document says.
    pub fn new(kind: Kind, origin: Origin, name: impl Into<String>, creator: Vec<Creator>) -> Self {
        Self {
            context: Context::SchemaOrg,
            kind: kind.into(),
            name: name.into(),
            description: None,
            image: None,
            creator,
            copyright_notice: None,
            credit_text: None,
            date_created: None,
            license: None,
            acquire_license_page: None,
            encoding_format: None,
            sha256: None,
            digital_source_type: Some(source_type(origin).to_string()),
            is_based_on: Vec::new(),
            attributes: Vec::new(),
        }
    }

    /// The one spelling of the document whose digest everyone gets: fields in the struct's
    /// order, none that is empty, no white space between them, no character escaped that JSON
    /// lets stand.
    ///
    /// # Errors
    /// As [`Metadata::check`], and [`DocumentError::TooLong`].
    pub fn to_json(&self) -> Result<String, DocumentError> {
        self.check()?;
        let json = serde_json::to_string(self).map_err(|error| DocumentError::Json(error.to_string()))?;
        check_size(&json)?;
        Ok(json)
    }

    /// Reads a document in any spelling.
    ///
    /// # Errors
    /// [`DocumentError::Json`] for what is no such document (a field that there is not, say),
    /// else as [`Metadata::check`].
    pub fn from_json(json: &str) -> Result<Self, DocumentError> {
        check_size(json)?;
        let metadata: Self = serde_json::from_str(json).map_err(|error| DocumentError::Json(error.to_string()))?;
        metadata.check()?;
        Ok(metadata)
    }

    /// Checks every field.
    ///
    /// # Errors
    /// [`DocumentError`], naming the field.
    pub fn check(&self) -> Result<(), DocumentError> {
        check_text("name", &self.name, 1, MAX_NAME)?;
        check_optional("description", self.description.as_deref(), MAX_DESCRIPTION)?;
        check_optional("copyrightNotice", self.copyright_notice.as_deref(), MAX_NOTICE)?;
        check_optional("creditText", self.credit_text.as_deref(), MAX_NOTICE)?;
        for (field, url) in
            [("image", &self.image), ("license", &self.license), ("acquireLicensePage", &self.acquire_license_page)]
        {
            check_optional_url(field, url.as_deref())?;
        }
        check_form("dateCreated", self.date_created.as_deref(), is_date)?;
        check_form("encodingFormat", self.encoding_format.as_deref(), is_media_type)?;
        check_form("sha256", self.sha256.as_deref(), is_digest)?;
        check_form("digitalSourceType", self.digital_source_type.as_deref(), |uri| origin_of(uri).is_some())?;
        if self.creator.is_empty() {
            return Err(DocumentError::Missing("creator"));
        }
        check_length("creator", self.creator.len(), MAX_CREATORS)?;
        self.creator.iter().enumerate().try_for_each(|(index, creator)| creator.check(index))?;
        check_length("isBasedOn", self.is_based_on.len(), MAX_PARENTS)?;
        for parent in &self.is_based_on {
            check_form("isBasedOn", Some(parent), |id| id.strip_prefix("0x").is_some_and(is_digest))?;
        }
        check_length("attributes", self.attributes.len(), MAX_ATTRIBUTES)?;
        for attribute in &self.attributes {
            check_text("trait_type", &attribute.trait_type, 1, MAX_NAME)?;
            check_text("value", &attribute.value, 0, MAX_NAME)?;
        }
        Ok(())
    }
}

impl Creator {
    fn check(&self, index: usize) -> Result<(), DocumentError> {
        check_text("creator's name", &self.name, 1, MAX_NAME)?;
        check_optional("roleName", self.role_name.as_deref(), MAX_NAME)?;
        check_optional("identifier", self.identifier.as_deref(), MAX_NAME)?;
        check_form(&format!("creator[{index}].account"), self.account.as_deref(), is_account)
    }
}

/// Checks how many characters a text has: characters and not bytes, as JSON Schema counts.
fn check_text(field: &'static str, text: &str, least: usize, most: usize) -> Result<(), DocumentError> {
    let length = text.chars().count();
    if length < least {
        return Err(DocumentError::value(field, text));
    }
    check_length(field, length, most)
}

/// A text that may be missing, but not empty.
fn check_optional(field: &'static str, text: Option<&str>, most: usize) -> Result<(), DocumentError> {
    text.map_or(Ok(()), |text| check_text(field, text, 1, most))
}

fn check_form(field: &str, text: Option<&str>, fits: impl Fn(&str) -> bool) -> Result<(), DocumentError> {
    match text {
        Some(text) if !fits(text) => Err(DocumentError::value(field, text)),
        _ => Ok(()),
    }
}
