//! What somebody wants to do, as calls.

use super::{Call, CalldataError, Calls, unit_name};
use crate::{
    abi::{Offers, ProvenanceRegistry, TermsBook},
    calls::{h160, hex, offer_refusal},
    money,
    protocol::{NewOffer, NewRecord, Order, Protocol, digest_of, published, record_id, terms_id},
    works::{self, Work},
};
use alloy_primitives::Address;
use alloy_sol_types::SolCall as _;
use rules::{
    limits::MAX_RECEIVED,
    offer::{SELLS, total},
    presets::{Preset, Way, preset},
    work::{Kind, Origin},
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Where the contracts are, by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deployment(BTreeMap<String, Address>);

impl Deployment {
    /// Reads the addresses from a JSON document that has them as the demo's has: a list
    /// `contracts` of objects with `name` and `address`.
    ///
    /// # Errors
    /// [`CalldataError::File`], [`CalldataError::DeploymentInvalid`].
    pub fn read(path: &Path) -> Result<Self, CalldataError> {
        let invalid = |reason: String| CalldataError::DeploymentInvalid { path: path.into(), reason };
        let text = fs::read_to_string(path).map_err(|source| CalldataError::File { path: path.into(), source })?;
        let document: serde_json::Value = serde_json::from_str(&text).map_err(|error| invalid(error.to_string()))?;
        let rows = document["contracts"].as_array().ok_or_else(|| invalid("no list `contracts`".into()))?;
        let row = |row: &serde_json::Value| {
            let (name, address) = (row["name"].as_str()?, row["address"].as_str()?);
            Some((name.to_owned(), super::account(address).ok()?))
        };
        let contracts = rows.iter().map(row).collect::<Option<BTreeMap<_, _>>>();
        contracts.map(Self).ok_or_else(|| invalid("a contract without name or address".into()))
    }

    /// A contract's address.
    pub fn address(&self, contract: &str) -> Option<String> {
        self.0.get(contract).map(Address::to_string)
    }

    /// Where the registry is: a commitment names it.
    fn registry(&self, path: &Path) -> Result<Address, CalldataError> {
        let missing =
            || CalldataError::DeploymentInvalid { path: path.into(), reason: "no contract provenance-registry".into() };
        self.0.get("provenance-registry").copied().ok_or_else(missing)
    }
}

/// A file as a work: of a kind and a number of units that are its own, or are told.
fn work(file: &Path, kind: Option<&str>, units: Option<u64>) -> Result<Work, CalldataError> {
    let mut work = works::examine(file)?;
    if let Some(name) = kind {
        let found = Kind::ALL.into_iter().find(|kind| kind.name() == name);
        work.kind = found.ok_or_else(|| CalldataError::KindUnknown(name.into()))?;
    }
    work.units = units.unwrap_or(work.units);
    if work.units == 0 {
        return Err(CalldataError::Description(rules::work::WorkError::UnitsZero));
    }
    Ok(work)
}

/// A work that its maker wants to register.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The work.
    pub file: PathBuf,
    /// Its kind, where it is not what its bytes say.
    pub kind: Option<String>,
    /// Its units, as well.
    pub units: Option<u64>,
    /// Who registers it, and shall own the record.
    pub owner: Address,
    /// The secret of the commitment.
    pub salt: [u8; 32],
    /// The document with the contracts' addresses.
    pub deployment: PathBuf,
}

impl Registration {
    /// The two calls: a commitment, and its reveal.
    ///
    /// # Errors
    /// [`CalldataError`].
    pub fn calls(&self) -> Result<Calls, CalldataError> {
        let deployment = Deployment::read(&self.deployment)?;
        let registry = deployment.registry(&self.deployment)?;
        let work = work(&self.file, self.kind.as_deref(), self.units)?;
        let record = NewRecord {
            digest: work.digest,
            owner: h160(self.owner),
            kind: work.kind as u8,
            units: work.units,
            origin: Origin::Human as u8,
            metadata: [0; 32],
            uri: String::new(),
            parents: Vec::new(),
        };
        let reveal = record.call(self.salt);
        let commitment = Protocol::commitment_to(h160(registry), h160(self.owner), &reveal);
        let commit = ProvenanceRegistry::commitCall { commitment };
        let contract = "provenance-registry";
        Ok(Calls {
            record: Some(format!("0x{}", hex(&work.digest))),
            salt: Some(format!("0x{}", hex(&self.salt))),
            calls: vec![
                Call::new(
                    "Commit to the registration, so that nobody who sees it can be first.",
                    contract,
                    &deployment,
                    &commit,
                ),
                Call::new("A block later, and within an hour: register the work.", contract, &deployment, &reveal),
            ],
            ..Calls::default()
        })
    }
}

/// A work that its licensor wants to offer by a preset.
#[derive(Clone, Debug)]
pub struct Licensing {
    /// The work.
    pub file: PathBuf,
    /// Its kind, where it is not what its bytes say.
    pub kind: Option<String>,
    /// Its units, as well.
    pub units: Option<u64>,
    /// The preset's name.
    pub preset: String,
    /// The price of one of the preset's units, in EVM units.
    pub price: u128,
    /// The one buyer; nobody for anyone.
    pub buyer: Option<Address>,
    /// How many licences; 0 for any number.
    pub supply: u32,
    /// The past Unix second that licences begin at; 0 for when they are bought.
    pub since: u64,
    /// A file with the terms in words; its SHA-256 becomes a part of the terms.
    pub document: Option<PathBuf>,
    /// Where that is to be found.
    pub uri: String,
    /// Where the contracts are.
    pub deployment: Deployment,
}

impl Licensing {
    /// The two calls: terms are published, and the offer is made.
    ///
    /// # Errors
    /// [`CalldataError`].
    pub fn calls(&self) -> Result<Calls, CalldataError> {
        let preset = preset(&self.preset).ok_or_else(|| CalldataError::PresetUnknown(self.preset.clone()))?;
        let work = work(&self.file, self.kind.as_deref(), self.units)?;
        let total = self.check(preset, &work)?;
        let document = self.document.as_deref().map(works::digest).transpose()?.unwrap_or_default();
        let terms = preset.terms(document, self.uri.clone().into_bytes());
        terms.check().map_err(CalldataError::Terms)?;
        let id = terms_id(&terms);
        let offer = NewOffer {
            record: record_id(&work.digest),
            terms: id,
            unit_price: self.price,
            unit: preset.unit as u8,
            buyer: h160(self.buyer.unwrap_or_default()),
            supply: self.supply,
            since: self.since,
            ..NewOffer::default()
        };
        let publish = TermsBook::publishTermsCall { terms: published(&terms) };
        let per = unit_name(preset.unit);
        Ok(Calls {
            record: Some(format!("0x{}", hex(&digest_of(offer.record)))),
            terms: Some(id.to_string()),
            unit_price: Some(self.price.to_string()),
            total: total.map(|total| total.to_string()),
            calls: vec![
                Call::new(format!("Publish the terms: {}.", preset.about), "terms-book", &self.deployment, &publish),
                Call::new(
                    format!("Offer the work at {} for {per}.", money::amount(self.price)),
                    "offers",
                    &self.deployment,
                    &offer.call(),
                ),
            ],
            ..Calls::default()
        })
    }

    /// Checks what the offer would be refused for. Answers what a licence costs.
    fn check(&self, preset: &Preset, work: &Work) -> Result<Option<u128>, CalldataError> {
        if !preset.unit.fits(work.kind) {
            return Err(CalldataError::UnitInvalid { unit: preset.unit, kind: work.kind });
        }
        if matches!(preset.way, Way::NamedBuyer | Way::Extension) && self.buyer.is_none() {
            return Err(CalldataError::BuyerMissing);
        }
        if preset.way == Way::BackLicence && self.since == 0 {
            return Err(CalldataError::SinceMissing);
        }
        if self.price > MAX_RECEIVED {
            return Err(CalldataError::PriceTooHigh);
        }
        match preset.unit.quantity(0, false, work.units) {
            Some(quantity) => total(self.price, quantity).map(Some).ok_or(CalldataError::PriceTooHigh),
            None => Ok(None),
        }
    }
}

/// A licence that somebody wants to buy.
#[derive(Clone, Debug)]
pub struct Purchase {
    /// The offer's number.
    pub offer: u64,
    /// How many uses; 0 at a flat price or by the work's units.
    pub quantity: u64,
    /// Who shall hold the licence; of a quote, who would pay.
    pub recipient: Address,
    /// The total that was quoted, in EVM units.
    pub total: u128,
    /// A reference of the buyer's own.
    pub reference: [u8; 32],
    /// Where the contracts are.
    pub deployment: Deployment,
}

impl Purchase {
    fn order(&self) -> Result<Order, CalldataError> {
        if self.offer == 0 {
            return Err(CalldataError::OfferZero);
        }
        Ok(Order { quantity: self.quantity, ..Order::of(self.offer) })
    }

    /// The call that asks what it costs, and whether the offer sells it.
    ///
    /// # Errors
    /// [`CalldataError::OfferZero`].
    pub fn quote(&self) -> Result<Calls, CalldataError> {
        let Order { offer, quantity, selection, .. } = self.order()?;
        let call = Offers::quoteCall { offer, quantity, selection, buyer: self.recipient, referrer: Address::ZERO };
        let does = format!("Ask what offer {offer} costs this buyer, and whether it sells.");
        Ok(Calls { calls: vec![Call::new(does, "offers", &self.deployment, &call).view()], ..Calls::default() })
    }

    /// The call that buys it, with the total as its value.
    ///
    /// # Errors
    /// [`CalldataError::OfferZero`], [`CalldataError::PriceTooHigh`].
    pub fn calls(&self) -> Result<Calls, CalldataError> {
        if self.total > MAX_RECEIVED {
            return Err(CalldataError::PriceTooHigh);
        }
        let call = self.order()?.call(h160(self.recipient), self.total, self.reference);
        let does = format!("Buy a licence by offer {} for exactly {}.", self.offer, money::amount(self.total));
        let call = Call::new(does, "licence-token", &self.deployment, &call).paying(self.total);
        Ok(Calls { total: Some(self.total.to_string()), calls: vec![call], ..Calls::default() })
    }
}

/// A node's answer to `quote`, in words.
///
/// # Errors
/// [`CalldataError::AnswerInvalid`].
pub fn quote_in_words(offer: u64, answer: &str) -> Result<String, CalldataError> {
    let invalid = || CalldataError::AnswerInvalid(answer.into());
    let bytes = alloy_primitives::hex::decode(answer).map_err(|_| invalid())?;
    let quote = Offers::quoteCall::abi_decode_returns_validate(&bytes).map_err(|_| invalid())?;
    Ok(match quote.reason {
        SELLS => format!("offer {offer} sells it for exactly {}  ({})", money::amount(quote.total), quote.total),
        reason => format!("offer {offer} does not sell it: {}", offer_refusal(reason)),
    })
}
