//! What the money should be, in exact numbers: independent of the contracts' own rules.

use alloy_primitives::U256;
use chain::H160;
use std::collections::{BTreeMap, BTreeSet};

/// The flags of ledgers.
pub(crate) const HELD: u32 = 0x8000_0000;
pub(crate) const NET: u32 = 0x4000_0000;
pub(crate) const ESCROW: u32 = 0x2000_0000;

/// The notice of a split but the first, in seconds.
const NOTICE: u64 = 86_400;

/// The place of a currency among those of the life: 0 is the chain's own token.
pub(crate) type Currency = usize;

/// Accounts with their parts in basis points.
pub(crate) type Payees = Vec<(H160, u16)>;

/// Who was paid how much.
pub(crate) type Paid = Vec<(H160, u128)>;

/// `floor(amount x numerator / denominator)`.
pub(crate) fn floor(amount: u128, numerator: u64, denominator: u64) -> u128 {
    let product = U256::from(amount) * U256::from(numerator);
    (product / U256::from(denominator)).to()
}

/// Which ledger. The owner is zero but where the ledger is an account's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) record: U256,
    pub(crate) generation: u32,
    pub(crate) version: u32,
    pub(crate) owner: H160,
    pub(crate) currency: Currency,
}

impl Key {
    pub(crate) fn new(record: U256, generation: u32, version: u32, owner: H160, currency: Currency) -> Self {
        let owner = if version & !(HELD | NET | ESCROW) == 0 { owner } else { H160::zero() };
        Self { record, generation, version, owner, currency }
    }

    pub(crate) fn split_version(&self) -> u32 {
        self.version & !(HELD | NET | ESCROW)
    }

    pub(crate) fn is_nobodys(&self) -> bool {
        self.version & (HELD | ESCROW) != 0
    }
}

/// A ledger. What was released is kept by the places of the payees, or, where the ledger is
/// nobody's, under place 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ledger {
    pub(crate) received: u128,
    pub(crate) parents_share: u16,
    pub(crate) released: BTreeMap<usize, u128>,
}

/// What the parents of one generation earn from in one currency, and what moved on to each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Gross {
    pub(crate) received: u128,
    pub(crate) settled: BTreeMap<U256, u128>,
}

/// The split of one generation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Splits {
    pub(crate) versions: Vec<Payees>,
    current: u32,
    next: Option<(u32, u64)>,
    pub(crate) locked: bool,
}

impl Splits {
    pub(crate) fn at(&self, now: u64) -> u32 {
        match self.next {
            Some((next, applies_at)) if now >= applies_at => next,
            _ => self.current,
        }
    }

    /// A new version: at once if it is the first, else in a day.
    pub(crate) fn announce(&mut self, payees: Payees, now: u64) -> u32 {
        self.current = self.at(now);
        self.versions.push(payees);
        let version = self.versions.len() as u32;
        if version == 1 {
            self.current = 1;
        } else {
            self.next = Some((version, now + NOTICE));
        }
        version
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Clear,
    Challenged,
    Struck,
}

/// A record.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    pub(crate) id: U256,
    pub(crate) owner: H160,
    pub(crate) generation: u32,
    pub(crate) epoch: u32,
    pub(crate) standing: Standing,
    /// The parents of the first generation: later ones have none.
    parents: Vec<(U256, u16)>,
    splits: BTreeMap<u32, Splits>,
}

impl Work {
    pub(crate) fn new(id: U256, owner: H160, parents: Vec<(U256, u16)>) -> Self {
        Self { id, owner, generation: 1, epoch: 0, standing: Standing::Clear, parents, splits: BTreeMap::new() }
    }

    pub(crate) fn parents(&self, generation: u32) -> &[(U256, u16)] {
        if generation == 1 { &self.parents } else { &[] }
    }

    /// What the parents have of the income of the present generation, in basis points.
    pub(crate) fn parents_share(&self) -> u16 {
        self.parents(self.generation).iter().map(|(_, share)| share).sum()
    }

    pub(crate) fn splits(&self, generation: u32) -> Splits {
        self.splits.get(&generation).cloned().unwrap_or_default()
    }

    pub(crate) fn splits_now(&mut self) -> &mut Splits {
        self.splits.entry(self.generation).or_default()
    }

    pub(crate) fn splits_of(&mut self, generation: u32) -> &mut Splits {
        self.splits.entry(generation).or_default()
    }

    /// The version that applies, now, in a generation.
    pub(crate) fn version(&self, generation: u32, now: u64) -> u32 {
        self.splits(generation).at(now)
    }
}

/// Where money goes: a ledger, and the part of the record's parents.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Destination {
    pub(crate) key: Key,
    pub(crate) parents_share: u16,
}

/// Who brought a buyer, with their part in basis points.
pub(crate) type Referral = (H160, u16);

#[derive(Clone, Default)]
pub(crate) struct Model {
    pub(crate) works: Vec<Work>,
    pub(crate) ledgers: BTreeMap<Key, Ledger>,
    pub(crate) gross: BTreeMap<(U256, u32, Currency), Gross>,
    /// By currency: what came in, went out, and what the splitter holds for nobody.
    pub(crate) deposited: BTreeMap<Currency, u128>,
    pub(crate) paid: BTreeMap<Currency, u128>,
    pub(crate) forced: BTreeMap<Currency, u128>,
    /// What everybody has.
    pub(crate) balances: BTreeMap<(Currency, H160), i128>,
    /// The ledgers that the last act touched.
    pub(crate) touched: BTreeSet<Key>,
}

impl Model {
    pub(crate) fn work(&self, id: U256) -> Result<&Work, String> {
        self.works.iter().find(|work| work.id == id).ok_or_else(|| format!("the model knows no record {id:x}"))
    }

    pub(crate) fn work_mut(&mut self, id: U256) -> Result<&mut Work, String> {
        self.works.iter_mut().find(|work| work.id == id).ok_or_else(|| format!("the model knows no record {id:x}"))
    }

    pub(crate) fn owed(&self, currency: Currency) -> u128 {
        let of = |sums: &BTreeMap<Currency, u128>| sums.get(&currency).copied().unwrap_or_default();
        of(&self.deposited) - of(&self.paid)
    }

    /// Money changes hands.
    pub(crate) fn flow(&mut self, currency: Currency, from: H160, to: H160, amount: u128) {
        self.gain(currency, from, -signed(amount));
        self.gain(currency, to, signed(amount));
    }

    /// Somebody has more, or less.
    pub(crate) fn gain(&mut self, currency: Currency, who: H160, amount: i128) {
        *self.balances.entry((currency, who)).or_default() += amount;
    }

    /// The payees of a ledger in their order.
    pub(crate) fn payees(&self, key: &Key) -> Payees {
        if key.is_nobodys() {
            return Vec::new();
        }
        let version = key.split_version();
        if version == 0 {
            return vec![(key.owner, 10_000)];
        }
        let splits = self.work(key.record).map(|work| work.splits(key.generation)).unwrap_or_default();
        splits.versions.get(version as usize - 1).cloned().unwrap_or_default()
    }

    pub(crate) fn ledger(&self, key: &Key) -> Ledger {
        self.ledgers.get(key).cloned().unwrap_or_default()
    }

    /// What the payee at a place has earned and was paid.
    pub(crate) fn sums(&self, key: &Key, place: usize, share: u16) -> (u128, u128) {
        let ledger = self.ledger(key);
        let numerator = u64::from(share) * u64::from(10_000 - ledger.parents_share);
        let earned = floor(ledger.received, numerator, 100_000_000);
        (earned, ledger.released.get(&place).copied().unwrap_or_default())
    }

    /// What all payees of a ledger with anything due are due: place, account, amount.
    pub(crate) fn dues(&self, key: &Key) -> Vec<(usize, H160, u128)> {
        let payees = self.payees(key).into_iter().enumerate();
        payees
            .map(|(place, (payee, share))| {
                let (earned, released) = self.sums(key, place, share);
                (place, payee, earned - released)
            })
            .filter(|(_, _, due)| *due > 0)
            .collect()
    }

    /// What a ledger that moves as a whole still holds.
    pub(crate) fn kept_back(&self, key: &Key) -> u128 {
        let ledger = self.ledger(key);
        if !key.is_nobodys() {
            return 0;
        }
        ledger.received - ledger.released.get(&0).copied().unwrap_or_default()
    }

    /// What a parent is due of a child's generation in a currency.
    pub(crate) fn parents_due(&self, child: U256, generation: u32, parent: U256, currency: Currency) -> u128 {
        let [_, earned, settled] = self.parents_sums(child, generation, parent, currency);
        earned - settled
    }

    /// What the child received, the parent earned of it, and has got.
    pub(crate) fn parents_sums(&self, child: U256, generation: u32, parent: U256, currency: Currency) -> [u128; 3] {
        let share = self
            .work(child)
            .ok()
            .and_then(|work| work.parents(generation).iter().find(|(id, _)| *id == parent).map(|(_, share)| *share));
        let Some(share) = share else { return [0; 3] };
        let gross = self.gross.get(&(child, generation, currency)).cloned().unwrap_or_default();
        let settled = gross.settled.get(&parent).copied().unwrap_or_default();
        [gross.received, floor(gross.received, share.into(), 10_000), settled]
    }
}

// ----------------------------------------------------------------------------- money that moves

impl Model {
    /// New money is in the splitter.
    pub(crate) fn deposit(&mut self, currency: Currency, amount: u128) {
        *self.deposited.entry(currency).or_default() += amount;
    }

    /// Money that the splitter has is laid on ledgers. Answers those whose payees are to be
    /// paid, in their order.
    pub(crate) fn lay(&mut self, to: &Destination, amount: u128, (referrer, referral): Referral) -> Vec<Key> {
        if referral == 0 || referrer.is_zero() {
            self.add(&to.key, to.parents_share, amount);
            if to.parents_share > 0 {
                self.add_gross(&to.key, amount);
            }
            return vec![to.key];
        }
        let left = floor(amount, u64::from(10_000 - to.parents_share), 10_000);
        let theirs = floor(left, referral.into(), 10_000);
        if to.parents_share > 0 {
            self.add_gross(&to.key, amount);
        }
        let payees = Key { version: to.key.version | NET, ..to.key };
        self.add(&payees, 0, left - theirs);
        let mut keys = vec![payees];
        if theirs > 0 {
            let key = Key { version: NET, owner: referrer, ..to.key };
            self.add(&key, 0, theirs);
            keys.push(key);
        }
        keys
    }

    fn add(&mut self, key: &Key, parents_share: u16, amount: u128) {
        let ledger = self.ledgers.entry(*key).or_default();
        ledger.received += amount;
        ledger.parents_share = parents_share;
        self.touched.insert(*key);
    }

    fn add_gross(&mut self, key: &Key, amount: u128) {
        self.gross.entry((key.record, key.generation, key.currency)).or_default().received += amount;
    }

    /// A payee was paid: booked here, while who gets how much of it is the currency's matter.
    pub(crate) fn release(&mut self, key: &Key, place: usize, amount: u128) {
        *self.ledgers.entry(*key).or_default().released.entry(place).or_default() += amount;
        *self.paid.entry(key.currency).or_default() += amount;
        self.touched.insert(*key);
    }

    /// All of a ledger that is nobody's is taken out of it.
    pub(crate) fn take_all(&mut self, key: &Key) -> u128 {
        let amount = self.kept_back(key);
        *self.ledgers.entry(*key).or_default().released.entry(0).or_default() += amount;
        amount
    }

    /// A parent's due is taken out of the child's income.
    pub(crate) fn take_parents_due(&mut self, child: U256, generation: u32, parent: U256, currency: Currency) -> u128 {
        let due = self.parents_due(child, generation, parent, currency);
        if due == 0 {
            return 0;
        }
        let gross = self.gross.entry((child, generation, currency)).or_default();
        *gross.settled.entry(parent).or_default() += due;
        due
    }
}

/// An amount that can be negative.
pub(crate) fn signed(amount: u128) -> i128 {
    i128::try_from(amount).unwrap_or(i128::MAX)
}
