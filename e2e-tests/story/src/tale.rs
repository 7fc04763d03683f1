//! The main job: works are registered, offered, sold and paid for.

use crate::{
    abi::{LicenceToken, ReceiverFactory, RoyaltyPool, UsageLedger},
    blobs::Blobs,
    calls::{Refused, address, h160, offer_refusal, send, view},
    cast::Cast,
    catalogue,
    journal::Journal,
    money,
    plan::{self, Arrangement, Price},
    pool,
    protocol::{NATIVE, NewCatalogue, NewOffer, NewRecord, Order, Protocol, SetupError, record_id},
    works::{Work, short_name},
};
use alloy_primitives::{B256, U256};
use chain::{Account, H160, TOKEN};
use rules::{pool::Share, terms::Terms, uses::INFERENCE_INPUT, work::Kind};
use sha2::{Digest as _, Sha256};

/// In seconds.
const DAY: u64 = 86_400;

/// How many licences are bought in one transaction: what surely fits into a block.
const BASKET: usize = 20;

/// What the audit needs to find its way: everything else it reads from the chain.
#[derive(Clone, Debug)]
pub struct Story {
    /// Who took part.
    pub cast: Cast,
    /// Where the contracts are.
    pub protocol: Protocol,
    /// What was left out, and why.
    pub notes: Vec<String>,
}

/// Why the story broke off.
#[derive(Debug, thiserror::Error)]
pub enum StoryError {
    /// The contracts could not be set up.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// A step was refused.
    #[error("{step}: {refused}")]
    Refused {
        /// What was being done.
        step: String,
        /// What was said.
        refused: Box<Refused>,
    },
    /// An offer does not sell as it should.
    #[error("offer {offer} for {work} is quoted at {}, not at {}: {}", money::amount(*quoted), money::amount(*price), offer_refusal(*reason))]
    Quote {
        /// The offer.
        offer: u64,
        /// The work.
        work: String,
        /// The total that was quoted.
        quoted: u128,
        /// The total that was meant.
        price: u128,
        /// Why it does not sell, if it does not.
        reason: u8,
    },
    /// A work has more units than money can pay for.
    #[error("{0}: the work is too large to be priced by its units")]
    TooLarge(String),
}

/// A work on its way.
struct Item {
    work: Work,
    name: String,
    arrangement: Arrangement,
    record: U256,
    training: Price,
    retrieval: Price,
}

/// What an offer is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deal {
    /// To train: bought one by one, with an Ethereum key.
    Training,
    /// To retrieve, for a year: bought in a basket with an sr25519 key, and renewed.
    Retrieval,
    /// To answer, by use: bought one by one, with an Ethereum key.
    Answers,
}

/// An offer that was made.
struct Offered {
    number: u64,
    item: usize,
    deal: Deal,
    total: u128,
}

impl Offered {
    fn order(&self) -> Order {
        Order { quantity: if self.deal == Deal::Answers { plan::USES } else { 0 }, ..Order::of(self.number) }
    }
}

/// A licence that was bought.
struct Bought {
    licence: U256,
    item: usize,
    deal: Deal,
    total: u128,
}

/// Tells the story with these works, of which there is at least one. `say` is told of each
/// step.
///
/// # Errors
/// [`StoryError`].
pub fn tell(
    journal: &mut Journal,
    blobs: &Blobs,
    works: Vec<Work>,
    mut say: impl FnMut(&str),
) -> Result<Story, StoryError> {
    let cast = Cast::default();
    let items = items(works)?;
    endow(journal, &cast, &items);

    say("deploying the contracts");
    let protocol = Protocol::deploy_blobs(journal, &cast.deployer, blobs)?;
    let mut teller = Teller { journal, cast, protocol, items, pool: H160::zero() };

    say("registering the works, each with a commitment first");
    teller.register()?;
    say("registering all of them as one catalogue");
    teller.catalogue()?;
    say("opening a pool for all creators");
    teller.open_pool()?;
    teller.split()?;
    teller.journal.wait(DAY);

    say("publishing terms and making offers");
    let offers = teller.offer()?;
    teller.journal.wait(DAY);

    say("buying licences: to train one by one, to retrieve in a basket, to answer by the use");
    let licences = teller.buy(&offers)?;
    teller.journal.wait(DAY);

    say("writing down what was used");
    teller.record_uses(&licences)?;

    say("paying out");
    teller.settle()?;
    teller.release()?;
    teller.claim()?;
    teller.journal.wait(350 * DAY);

    say("renewing what ends soon, and paying out again");
    teller.renew(&licences)?;
    teller.settle()?;
    teller.release()?;
    teller.claim()?;
    teller.journal.wait(90 * DAY);

    let notes = teller.notes();
    Ok(Story { cast: teller.cast, protocol, notes })
}

fn items(works: Vec<Work>) -> Result<Vec<Item>, StoryError> {
    let arrangements = plan::arrange(works.len());
    works
        .into_iter()
        .zip(arrangements)
        .enumerate()
        .map(|(position, (work, arrangement))| {
            let name = short_name(&work.path);
            let retrieval = plan::retrieval_price(&work).ok_or_else(|| StoryError::TooLarge(name.clone()))?;
            let (record, training) = (record_id(&work.digest), plan::training_price(position));
            Ok(Item { work, name, arrangement, record, training, retrieval })
        })
        .collect()
}

/// Gives everybody what they will spend, and the newcomer nothing.
fn endow(journal: &mut Journal, cast: &Cast, items: &[Item]) {
    let costs = (100 + items.len() as u128) * TOKEN;
    let sum = |price: fn(&Item) -> u128| items.iter().map(price).fold(costs, u128::saturating_add);
    journal.endow(&cast.deployer, costs);
    for creator in &cast.creators {
        journal.endow(creator, costs);
    }
    journal.endow(&cast.partner, TOKEN);
    journal.watch(cast.newcomer.address());
    for (buyer, amount) in [
        (&cast.ethereum_buyer, sum(|item| item.training.total.saturating_add(plan::answers_price().total))),
        // Twice: for the year, and for the next.
        (&cast.substrate_buyer, sum(|item| item.retrieval.total.saturating_mul(2))),
    ] {
        journal.endow(buyer, amount.div_ceil(TOKEN).saturating_mul(TOKEN));
    }
}

struct Teller<'a> {
    journal: &'a mut Journal,
    cast: Cast,
    protocol: Protocol,
    items: Vec<Item>,
    /// The creators' pool.
    pool: H160,
}

impl Teller<'_> {
    fn creator(&self, item: &Item) -> Account {
        let [first, ..] = &self.cast.creators;
        self.cast.creators.get(item.arrangement.creator).unwrap_or(first).clone()
    }

    fn payees(&self, item: &Item) -> [H160; 4] {
        [self.creator(item).address(), self.cast.partner.address(), self.cast.newcomer.address(), self.pool]
    }

    /// The creators, each with as much weight as works.
    fn contributors(&self) -> Vec<Share> {
        pool::contributors(self.items.iter().map(|item| self.creator(item).address()))
    }

    /// The first creator opens a pool for all: one payee, however many they are.
    fn open_pool(&mut self) -> Result<(), StoryError> {
        let (shares, [who, ..]) = (self.contributors(), self.cast.creators.clone());
        let call = ReceiverFactory::openPoolCall {
            root: pool::tree(&shares).root().unwrap_or_default().into(),
            count: shares.len() as u64,
            weight: pool::weight(&shares),
            basis: 0,
            list: B256::from(label("the owners of the files")),
            uri: String::new(),
        };
        let done = send(self.journal, &who, self.protocol.receivers, &call, 0)
            .map_err(during(|| "opening the creators' pool".into()))?;
        self.pool = h160(done.value);
        self.journal.watch(self.pool);
        Ok(())
    }

    /// Every creator claims what it is due of the pool.
    fn claim(&mut self) -> Result<(), StoryError> {
        let shares = self.contributors();
        let tree = pool::tree(&shares);
        for (index, share) in (0u64..).zip(shares) {
            let creators = self.cast.creators.clone();
            let Some(who) = creators.iter().find(|creator| creator.address().0 == share.account) else { continue };
            let step = || format!("{} claiming from the pool", who.name());
            let weight = share.weight;
            let account = RoyaltyPool::accountCall { index, weight, currency: NATIVE };
            if view(self.journal, self.pool, &account).map_err(during(step))?.due == 0 {
                continue;
            }
            let proof = tree.inclusion_proof(index).unwrap_or_default();
            let call = RoyaltyPool::claimCall {
                index,
                account: address(who.address()),
                weight,
                currency: NATIVE,
                proof: proof.into_iter().map(B256::from).collect(),
            };
            send(self.journal, who, self.pool, &call, 0).map_err(during(step))?;
        }
        Ok(())
    }

    fn register(&mut self) -> Result<(), StoryError> {
        for item in &self.items {
            let creator = self.creator(item);
            let parent = item.arrangement.parent.and_then(|parent| self.items.get(parent));
            let record = NewRecord {
                kind: item.work.kind as u8,
                units: item.work.units,
                parents: parent.map(|parent| (parent.work.digest, plan::PARENT_SHARE)).into_iter().collect(),
                ..NewRecord::new(item.work.digest, &creator)
            };
            self.protocol
                .register(self.journal, &creator, &record, salt(&item.work.digest))
                .map_err(during(|| format!("registering {}", item.name)))?;
        }
        Ok(())
    }

    /// The first creator registers all works as one catalogue: one record, however many.
    fn catalogue(&mut self) -> Result<(), StoryError> {
        let [who, ..] = &self.cast.creators;
        let count = self.items.len() as u64;
        let root = catalogue::tree(self.items.iter().map(|item| &item.work)).root().unwrap_or_default();
        let new = NewCatalogue { root, count, units: count, kind: Kind::Dataset };
        self.protocol
            .register_catalogue(self.journal, who, &new, salt(&root))
            .map_err(during(|| "registering the catalogue".into()))?;
        Ok(())
    }

    fn split(&mut self) -> Result<(), StoryError> {
        for item in self.items.iter().filter(|item| item.arrangement.shared) {
            let payees: Vec<_> = self.payees(item).into_iter().zip(plan::SHARES).collect();
            self.protocol
                .set_split(self.journal, &self.creator(item), item.record, &payees)
                .map_err(during(|| format!("dividing the income of {}", item.name)))?;
        }
        Ok(())
    }

    fn publish(&mut self, terms: &Terms) -> Result<B256, StoryError> {
        let [who, ..] = &self.cast.creators;
        self.protocol
            .publish_terms(self.journal, who, terms)
            .map(|done| done.value)
            .map_err(during(|| "publishing terms".into()))
    }

    fn offer(&mut self) -> Result<Vec<Offered>, StoryError> {
        let training = self.publish(&plan::training_terms())?;
        let retrieval = self.publish(&plan::retrieval_terms())?;
        let answers = self.publish(&plan::answers_terms())?;
        let mut offers = Vec::new();
        for (position, item) in self.items.iter().enumerate() {
            for (deal, terms, price) in [
                (Deal::Training, training, item.training),
                (Deal::Retrieval, retrieval, item.retrieval),
                (Deal::Answers, answers, plan::answers_price()),
            ] {
                let Price { unit_price, unit, total } = price;
                let offer =
                    NewOffer { record: item.record, terms, unit_price, unit: unit as u8, ..NewOffer::default() };
                let number = self
                    .protocol
                    .create_offer(self.journal, &self.creator(item), &offer)
                    .map_err(during(|| format!("offering {}", item.name)))?
                    .value;
                offers.push(Offered { number, item: position, deal, total });
            }
        }
        Ok(offers)
    }

    /// A work's name.
    fn name(&self, item: usize) -> String {
        self.items.get(item).map(|item| item.name.clone()).unwrap_or_default()
    }

    /// Buys by every offer.
    fn buy(&mut self, offers: &[Offered]) -> Result<Vec<Bought>, StoryError> {
        let mut bought = Vec::new();
        let buyer = self.cast.ethereum_buyer.clone();
        for offered in offers.iter().filter(|offered| offered.deal != Deal::Retrieval) {
            let Offered { number, item, deal, total } = *offered;
            self.check_quote(offered, &buyer)?;
            let licence = self
                .protocol
                .purchase_order(self.journal, &buyer, &offered.order(), total, reference(number))
                .map_err(during(|| format!("{} buying a licence for {}", buyer.name(), self.name(item))))?
                .value;
            bought.push(Bought { licence, item, deal, total });
        }
        let buyer = self.cast.substrate_buyer.clone();
        let of_retrieval: Vec<&Offered> = offers.iter().filter(|offered| offered.deal == Deal::Retrieval).collect();
        for basket in of_retrieval.chunks(BASKET) {
            bought.extend(self.buy_basket(&buyer, basket)?);
        }
        Ok(bought)
    }

    /// Buys one licence for each of these offers in one transaction, which pays everybody.
    fn buy_basket(&mut self, buyer: &Account, basket: &[&Offered]) -> Result<Vec<Bought>, StoryError> {
        let mut total = 0u128;
        for offered in basket {
            self.check_quote(offered, buyer)?;
            total = total.saturating_add(offered.total);
        }
        let items = basket
            .iter()
            .map(|offered| LicenceToken::Item { offer: offered.number, quantity: 0, selection: B256::ZERO })
            .collect();
        let first = basket.first().map(|offered| offered.number).unwrap_or_default();
        let licence = self
            .protocol
            .purchase_many(self.journal, buyer, items, total, reference(first))
            .map_err(during(|| format!("{} buying a basket of {} licences", buyer.name(), basket.len())))?
            .value;
        // The licences of a basket have numbers one after another.
        let numbers = (0u64..).map(|number| licence.saturating_add(U256::from(number)));
        Ok(basket
            .iter()
            .zip(numbers)
            .map(|(offered, licence)| {
                let Offered { item, deal, total, .. } = **offered;
                Bought { licence, item, deal, total }
            })
            .collect())
    }

    /// An offer must be quoted at what it was meant to cost.
    fn check_quote(&self, offered: &Offered, buyer: &Account) -> Result<(), StoryError> {
        let Offered { number: offer, item, total: price, .. } = *offered;
        let quote = self
            .protocol
            .quote_order(self.journal, &offered.order(), buyer.address())
            .map_err(during(|| format!("{} asking for the price of {}", buyer.name(), self.name(item))))?;
        if quote.reason == rules::offer::SELLS && quote.total == price {
            return Ok(());
        }
        Err(StoryError::Quote { offer, work: self.name(item), quoted: quote.total, price, reason: quote.reason })
    }

    /// The buyer of licences to answer writes down what it used, in two runs.
    fn record_uses(&mut self, licences: &[Bought]) -> Result<(), StoryError> {
        let buyer = self.cast.ethereum_buyer.clone();
        for (run, units) in (1..).zip(plan::USED) {
            for Bought { licence, item, .. } in licences.iter().filter(|bought| bought.deal == Deal::Answers) {
                let run = B256::from(label(&format!("answers {run}")));
                let call = UsageLedger::recordUseCall { licence: *licence, run, uses: INFERENCE_INPUT, units };
                send(self.journal, &buyer, self.protocol.usage_ledger, &call, 0)
                    .map_err(during(|| format!("{} writing down its use of {}", buyer.name(), self.name(*item))))?;
            }
        }
        Ok(())
    }

    /// The buyer of licences to retrieve renews each for another year.
    fn renew(&mut self, licences: &[Bought]) -> Result<(), StoryError> {
        let buyer = self.cast.substrate_buyer.clone();
        for Bought { licence, item, total, .. } in licences.iter().filter(|bought| bought.deal == Deal::Retrieval) {
            self.protocol
                .renew(self.journal, &buyer, *licence, *total, label(&format!("renewal {licence:04}")))
                .map_err(during(|| format!("{} renewing its licence for {}", buyer.name(), self.name(*item))))?;
        }
        Ok(())
    }

    /// Moves every parent's part to the parent's ledger.
    fn settle(&mut self) -> Result<(), StoryError> {
        for item in &self.items {
            let Some(parent) = item.arrangement.parent.and_then(|parent| self.items.get(parent)) else { continue };
            let step = || format!("settling {} with {}", item.name, parent.name);
            let due = self.protocol.parent_account(self.journal, item.record, parent.record).map_err(during(step))?.due;
            if due > 0 {
                self.protocol
                    .settle(self.journal, &self.creator(parent), item.record, parent.record)
                    .map_err(during(step))?;
            }
        }
        Ok(())
    }

    /// Pays what is still due to anybody.
    fn release(&mut self) -> Result<(), StoryError> {
        for item in &self.items {
            let step = || format!("releasing the income of {}", item.name);
            let record = self.protocol.record(self.journal, item.record).map_err(during(step))?;
            let versions =
                crate::abi::RoyaltySplitter::versionsCall { record: item.record, generation: record.generation };
            let version = view(self.journal, self.protocol.splitter, &versions).map_err(during(step))?.current;
            let payees = self.payees(item);
            for payee in if item.arrangement.shared { &payees[..] } else { &payees[..1] } {
                let ledger = (record.generation, version);
                let due = self.protocol.account(self.journal, item.record, ledger, *payee).map_err(during(step))?.due;
                if due > 0 {
                    self.protocol
                        .release(self.journal, &self.creator(item), item.record, ledger, *payee)
                        .map_err(during(step))?;
                }
            }
        }
        Ok(())
    }

    fn notes(&self) -> Vec<String> {
        match self.items.len() {
            1 => vec![
                "Only one file: no work derives from another, and no owner is paid without a split. Name three or more files to see both.".into(),
            ],
            2 => vec!["Only two files: the second one derives from the first and is shared as well.".into()],
            _ => Vec::new(),
        }
    }
}

fn during(step: impl Fn() -> String) -> impl Fn(Refused) -> StoryError {
    move |refused| StoryError::Refused { step: step(), refused: refused.into() }
}

/// The secret of a commitment. Here it follows from the work, so that every run is the same;
/// a creator draws it at random, and keeps it until the reveal.
fn salt(digest: &[u8; 32]) -> [u8; 32] {
    Sha256::new().chain_update(b"the story's salt").chain_update(digest).finalize().into()
}

/// A buyer's reference of its own.
fn reference(number: u64) -> [u8; 32] {
    label(&format!("order {number:04}"))
}

/// Text as a word: the first 32 bytes of it.
fn label(text: &str) -> [u8; 32] {
    let mut word = [0; 32];
    for (byte, character) in word.iter_mut().zip(text.bytes()) {
        *byte = character;
    }
    word
}
