//! What the module keeps, and its rules.
//!
//! Methods take the caller and the time as arguments, and what other contracts say: they live
//! outside the contract and test without a chain.

#![warn(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::indexing_slicing)]

use crate::errors::Error;
use ink::{Address, H160, sol::FixedBytes, storage::Mapping};
use interfaces::{
    abi::Id,
    cells::Cells as _,
    fields::{Fields, Layout, starts},
    licence::{self, Licence},
    stored::Stored,
};
use rules::{
    Account, Bytes32,
    licence::{Coverage, Question},
    usage::draw_down,
    uses::{ALL_USES, includes},
};

/// The other contracts with the hashes of their codes: licence token, catalogues, registry.
pub type Bindings = [(Address, Bytes32); 3];

/// What was used with a licence: its fields.
pub mod drawn {
    /// How many units.
    pub const USED: usize = 0;
    /// How many receipts say so.
    pub const RECEIPTS: usize = 1;
    /// When the last one was recorded, in Unix seconds.
    pub const LAST: usize = 2;
}

/// The layout of [`Drawn`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrawnLayout {}

impl Layout for DrawnLayout {
    const STARTS: &'static [u16] = &starts::<4>(&[8, 8, 8]);
}

/// What was used with a licence.
pub type Drawn = Fields<DrawnLayout>;

/// A training run as it was declared: its fields.
pub mod run {
    /// The root of its manifest.
    pub const MANIFEST: usize = 0;
    /// How many entries the manifest has; zero where the run was not declared.
    pub const COUNT: usize = 1;
    /// SHA-256 of the model; zero where it is not known yet.
    pub const MODEL: usize = 2;
    /// The uses.
    pub const USES: usize = 3;
    /// When it was declared, in Unix seconds.
    pub const DECLARED_AT: usize = 4;
}

/// The layout of [`Run`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunLayout {}

impl Layout for RunLayout {
    const STARTS: &'static [u16] = &starts::<6>(&[32, 8, 32, 2, 8]);
}

/// A training run as it was declared.
pub type Run = Fields<RunLayout>;

/// What a licensee says of a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The licence.
    pub licence: Bytes32,
    /// The licensee's name for the run.
    pub run: Bytes32,
    /// The uses.
    pub uses: u16,
    /// How many units were used.
    pub units: u64,
    /// When it is recorded, in Unix seconds.
    pub at: u64,
}

impl Receipt {
    /// Checks what the receipt says by itself.
    ///
    /// # Errors
    /// [`Error::RunZero`], [`Error::UnitsZero`].
    pub fn check(&self) -> Result<(), Error> {
        if self.run == [0; 32] {
            return Err(Error::RunZero);
        }
        if self.units == 0 {
            return Err(Error::UnitsZero);
        }
        Ok(())
    }

    /// Checks that the licence, of which the licence token says this, covers the use by this
    /// account, as the user that the licence is for.
    ///
    /// # Errors
    /// [`Error::LicenceUnknown`], [`Error::NotCovered`].
    pub fn check_covered(&self, found: &Licence, account: Address) -> Result<(), Error> {
        let record = found.word(licence::RECORD);
        if record == [0; 32] {
            return Err(Error::LicenceUnknown(Id(self.licence)));
        }
        let user = found.number(licence::USERS) as u8;
        let question = Question { record, account: account.0, user, uses: self.uses, at: self.at };
        match found.scope().covers_part(&question) {
            Coverage::Covered => Ok(()),
            reason => Err(Error::NotCovered(reason as u8)),
        }
    }
}

/// A run that is declared now.
///
/// # Errors
/// [`Error::ManifestZero`], [`Error::CountZero`], [`Error::UsesInvalid`].
pub fn declared(manifest: &Bytes32, count: u64, model: &Bytes32, uses: u16, now: u64) -> Result<Run, Error> {
    if *manifest == [0; 32] {
        return Err(Error::ManifestZero);
    }
    if count == 0 {
        return Err(Error::CountZero);
    }
    if uses == 0 || !includes(ALL_USES, uses) {
        return Err(Error::UsesInvalid(uses));
    }
    let mut declared = Run::default();
    declared.set(run::MANIFEST, manifest);
    declared.set_number(run::COUNT, count.into());
    declared.set(run::MODEL, model);
    declared.set_number(run::USES, uses.into());
    declared.set_number(run::DECLARED_AT, now.into());
    Ok(declared)
}

/// The module's storage.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    licence_token: Account,
    catalogues: Account,
    registry: Account,
    drawn: Mapping<Bytes32, Stored<Drawn>>,
    /// By licensee and their name for the run.
    runs: Mapping<(Account, Bytes32), Stored<Run>>,
}

impl Ledger {
    /// Nothing recorded yet, with these contracts.
    pub fn new([(licence_token, _), (catalogues, _), (registry, _)]: &Bindings) -> Self {
        Self { licence_token: licence_token.0, catalogues: catalogues.0, registry: registry.0, ..Self::default() }
    }

    /// The licence token.
    pub fn licence_token(&self) -> Address {
        H160(self.licence_token)
    }

    /// The catalogues.
    pub fn catalogues(&self) -> Address {
        H160(self.catalogues)
    }

    /// The registry.
    pub fn registry(&self) -> Address {
        H160(self.registry)
    }

    /// What was used with a licence.
    pub fn drawn(&self, licence: &Bytes32) -> Drawn {
        self.drawn.load(*licence).unwrap_or_default()
    }

    /// Keeps a receipt for a licence, of which the licence token says this. Answers how many
    /// units were used with the licence so far.
    ///
    /// # Errors
    /// [`Error::UsedUp`].
    pub fn record(&mut self, receipt: &Receipt, found: &Licence) -> Result<u64, Error> {
        let mut drawn = self.drawn(&receipt.licence);
        let quantity = found.flag(licence::METERED).then(|| found.u64(licence::QUANTITY));
        let used = draw_down(quantity, drawn.u64(drawn::USED), receipt.units)
            .map_err(|left| Error::UsedUp(left, receipt.units))?;
        drawn.set_number(drawn::USED, used.into());
        drawn.set_number(drawn::RECEIPTS, drawn.number(drawn::RECEIPTS).saturating_add(1));
        drawn.set_number(drawn::LAST, receipt.at.into());
        self.drawn.save(receipt.licence, &drawn);
        Ok(used)
    }

    /// A run of a licensee; without entries where it was not declared.
    pub fn run(&self, licensee: &Account, name: &Bytes32) -> Run {
        self.runs.load((*licensee, *name)).unwrap_or_default()
    }

    /// Keeps a run that a licensee declares.
    ///
    /// # Errors
    /// [`Error::RunZero`], [`Error::RunDeclared`].
    pub fn declare(&mut self, licensee: &Account, name: &Bytes32, declared: &Run) -> Result<(), Error> {
        if *name == [0; 32] {
            return Err(Error::RunZero);
        }
        if self.run(licensee, name).u64(run::COUNT) != 0 {
            return Err(Error::RunDeclared(FixedBytes(*name)));
        }
        self.runs.save((*licensee, *name), declared);
        Ok(())
    }

    /// Keeps the model of a run that was declared without one. Answers the run.
    ///
    /// # Errors
    /// [`Error::ModelZero`], [`Error::RunUnknown`], [`Error::ModelDeclared`].
    pub fn declare_model(&mut self, licensee: &Account, name: &Bytes32, model: &Bytes32) -> Result<Run, Error> {
        if *model == [0; 32] {
            return Err(Error::ModelZero);
        }
        let mut declared = self.run(licensee, name);
        if declared.u64(run::COUNT) == 0 {
            return Err(Error::RunUnknown(FixedBytes(*name)));
        }
        let known = declared.word(run::MODEL);
        if known != [0; 32] {
            return Err(Error::ModelDeclared(FixedBytes(known)));
        }
        declared.set(run::MODEL, model);
        self.runs.save((*licensee, *name), &declared);
        Ok(declared)
    }
}
