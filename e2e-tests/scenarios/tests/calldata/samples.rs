//! A valid call of every message that changes anything.

use crate::{contract::Contract, modules, receivers, states};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolError};
use chain::{Account, H160, TOKEN};
use scenarios::{Cast, World, digest};
use story::{
    abi::{
        Deals, ERC721, LicenceToken, Offers, ProvenanceRegistry, RoyaltySplitter, Settlements, TermsBook, UsageLedger,
    },
    calls::address,
    protocol::{NATIVE, NewOffer, NewRecord, record_id},
};

/// A call that does what it should.
pub(crate) struct Sample {
    pub(crate) contract: Contract,
    pub(crate) who: Account,
    pub(crate) data: Vec<u8>,
    pub(crate) value: u128,
    /// What a call says that is meant for one caller or time only, and is neither here.
    pub(crate) refusal: Option<Vec<u8>>,
}

impl Sample {
    pub(crate) fn selector(&self) -> [u8; 4] {
        self.data[..4].try_into().unwrap()
    }
}

/// A valid call of every message that changes anything, and of some that do not.
pub(crate) struct Samples {
    pub(crate) list: Vec<Sample>,
}

impl Samples {
    pub(crate) fn add<C: SolCall>(&mut self, contract: Contract, who: &Account, call: C) -> &mut Sample {
        let sample = Sample { contract, who: who.clone(), data: call.abi_encode(), value: 0, refusal: None };
        self.list.push(sample);
        self.list.last_mut().unwrap()
    }

    /// The same in place of the one that there is of this message.
    pub(crate) fn replace<C: SolCall>(&mut self, contract: Contract, who: &Account, call: C) -> &mut Sample {
        self.list.retain(|sample| (sample.contract, sample.selector()) != (contract, C::SELECTOR));
        self.add(contract, who, call)
    }

    /// Where each message has its state: a record, an offer, a licence, something due.
    pub(crate) fn new(world: &mut World<'_>, cast: &Cast) -> Self {
        let Cast { ada, ben, orion, delta, .. } = cast;
        let (parent, record) = (world.work(ada, 1), record_id(&digest(2)));
        let child = NewRecord { parents: vec![(digest(1), 5_000)], ..NewRecord::new(digest(2), ben) };
        world.register(ben, &child);
        let terms = world.terms(ben, None, true);
        let offer = world.offer(ben, record, TOKEN);
        let licence = world.buy(orion, offer).value;
        // An account that does not exist is due its part until somebody releases it.
        let nobody = H160([0x55; 20]);
        let split = world.work(ben, 3);
        let payees = [(nobody, 10_000)];
        world.protocol.set_split(world.chain, ben, split, &payees).unwrap();
        let offer_of_split = world.offer(ben, split, TOKEN);
        world.buy(delta, offer_of_split);
        let mut samples = Self::of(cast, [parent, record, split, licence], terms, offer, address(nobody));
        modules::add(&mut samples, world, cast);
        receivers::add(&mut samples, world, cast);
        states::add(&mut samples, world, cast);
        samples
    }

    /// The calls, whether they would succeed or not.
    pub(crate) fn of(
        cast: &Cast,
        [parent, record, split, licence]: [U256; 4],
        terms: B256,
        offer: u64,
        nobody: Address,
    ) -> Self {
        use Contract::{Registry, Splitter, Token};
        let Cast { deployer, ada, ben, orion, delta, thief, .. } = cast;
        let [ben_at, orion_at, delta_at] = [ben, orion, delta].map(|who| address(who.address()));
        let code = B256::repeat_byte(1);
        let mut samples = Self { list: Vec::new() };

        let bind = ProvenanceRegistry::bindCall {
            licenceToken: ben_at,
            licenceTokenCode: code,
            catalogues: ben_at,
            cataloguesCode: code,
            reservations: ben_at,
            reservationsCode: code,
            arbitration: ben_at,
            arbitrationCode: code,
        };
        samples.add(Registry, deployer, bind).refusal = Some(ProvenanceRegistry::AlreadyBound {}.abi_encode());
        samples.add(Registry, ada, ProvenanceRegistry::commitCall { commitment: code });
        let caller = address(thief.address());
        let admit = ProvenanceRegistry::admitCall {
            registrant: caller,
            commitment: code,
            at: 1,
            block: 2,
            catalogue: record,
            works: vec![1; 40].into(),
        };
        samples.add(Registry, thief, admit).refusal = Some(ProvenanceRegistry::NotModule { caller }.abi_encode());
        let change = ProvenanceRegistry::changeCall { record, change: 3, account: caller, at: 4 };
        samples.add(Registry, thief, change).refusal = Some(ProvenanceRegistry::NotModule { caller }.abi_encode());
        let work = NewRecord {
            metadata: [3; 32],
            uri: "https://example.org/a-uri-of-more-than-one-word".into(),
            parents: vec![(digest(1), 100), (digest(3), 200)],
            ..NewRecord::new(digest(9), ada)
        };
        samples.add(Registry, ada, work.call([0; 32]));
        for (contract, owner, from, to, token) in
            [(Registry, ben, ben_at, orion_at, record), (Token, orion, orion_at, delta_at, licence)]
        {
            samples.add(contract, owner, ERC721::approveCall { approved: to, tokenId: token });
            samples.add(contract, owner, ERC721::setApprovalForAllCall { operator: to, approved: true });
            samples.add(contract, owner, ERC721::transferFromCall { from, to, tokenId: token });
            samples.add(contract, owner, ERC721::safeTransferFrom_0Call { from, to, tokenId: token });
            let data = vec![1; 40].into();
            samples.add(contract, owner, ERC721::safeTransferFrom_1Call { from, to, tokenId: token, data });
        }

        let someone = LicenceToken::Binding { account: ben_at, code };
        let bind = LicenceToken::bindCall {
            registry: someone.clone(),
            splitter: someone.clone(),
            offers: someone.clone(),
            deals: someone.clone(),
            metadata: someone,
        };
        samples.add(Token, deployer, bind).refusal = Some(LicenceToken::AlreadyBound {}.abi_encode());
        let create = NewOffer {
            record,
            terms,
            unit_price: 5,
            unit: 1,
            supply: 3,
            opens: 1,
            closes: u64::MAX,
            buyer: chain::H160(orion_at.0.0),
            ..NewOffer::default()
        }
        .call();
        samples.add(Contract::Offers, ben, create);
        samples.add(Contract::Offers, ben, Offers::closeOfferCall { offer });
        let refusal = Some(LicenceToken::NotModule { caller }.abi_encode());
        let admit = LicenceToken::admitOfferCall { id: 0, fields: vec![7; 600].into() };
        samples.add(Token, thief, admit).refusal.clone_from(&refusal);
        let item = LicenceToken::Item { offer, quantity: 1, selection: B256::ZERO };
        let follows = LicenceToken::Follows { licence, way: 1, start: 5, upgradesFrom: code, credit: 7 };
        let sell = LicenceToken::sellToCall {
            buyer: delta_at,
            follows,
            item: item.clone(),
            maxTotal: TOKEN,
            buyerReference: code,
        };
        samples.add(Token, thief, sell).refusal.clone_from(&refusal);
        let amend = LicenceToken::amendCall { licence, status: 2, end: 7 };
        samples.add(Token, thief, amend).refusal = refusal;
        let many = LicenceToken::purchaseManyCall {
            items: vec![LicenceToken::Item { quantity: 0, ..item }],
            maxTotal: TOKEN,
            recipient: delta_at,
            referrer: Address::ZERO,
            buyerReference: code,
        };
        samples.add(Token, delta, many).value = TOKEN;

        let ended = Some(Deals::LicenceEnded { licence }.abi_encode());
        let renew = Deals::renewCall { licence, maxTotal: TOKEN, buyerReference: code };
        samples.add(Contract::Deals, orion, renew).refusal.clone_from(&ended);
        let extend = Deals::extendCall { licence, offer, quantity: 1, maxTotal: TOKEN, buyerReference: code };
        samples.add(Contract::Deals, orion, extend).refusal = ended;
        let upgrade = Deals::upgradeCall { licence, offer, quantity: 1, maxTotal: TOKEN, buyerReference: code };
        let refusal =
            LicenceToken::OfferRefused { offer, reason: rules::offer::Refusal::UpgradeOnly as u8 }.abi_encode();
        samples.add(Contract::Deals, orion, upgrade).refusal = Some(refusal);
        let refusal = Deals::NotRevocable { licence }.abi_encode();
        samples.add(Contract::Deals, ben, Deals::revokeCall { licence }).refusal = Some(refusal);
        let refusal = Deals::NotRevoked { licence }.abi_encode();
        samples.add(Contract::Deals, thief, Deals::collectRefundCall { licence }).refusal = Some(refusal);
        let refusal = Deals::NotInEscrow { licence }.abi_encode();
        samples.add(Contract::Deals, thief, Deals::settleEscrowCall { licence }).refusal = Some(refusal);

        let run = B256::repeat_byte(3);
        samples.add(Contract::Usage, orion, UsageLedger::recordUseCall { licence, run, uses: 1, units: 2 });
        let declare = UsageLedger::declareRunCall { run, manifest: code, count: 3, model: B256::ZERO, uses: 1 };
        samples.add(Contract::Usage, orion, declare);
        let refusal = UsageLedger::RunUnknown { run }.abi_encode();
        let model = UsageLedger::declareModelCall { run, model: code };
        samples.add(Contract::Usage, thief, model).refusal = Some(refusal);
        let purchase = LicenceToken::purchaseCall {
            offer,
            quantity: 0,
            selection: B256::ZERO,
            maxTotal: TOKEN,
            recipient: delta_at,
            referrer: Address::ZERO,
            buyerReference: code,
        };
        samples.add(Token, delta, purchase).value = TOKEN;
        let push = LicenceToken::pushRecordCall {
            record,
            state: LicenceToken::PushedRecord {
                owner: ben_at,
                epoch: 7,
                generation: 2,
                units: 3,
                parentsShare: 4,
                withdrawnFrom: 5,
                standing: 1,
            },
        };
        samples.add(Token, thief, push).refusal = Some(LicenceToken::NotModule { caller }.abi_encode());
        let push = LicenceToken::pushSplitCall { record, version: 1, nextVersion: 2, appliesAt: 3 };
        samples.add(Token, thief, push).refusal = Some(LicenceToken::NotModule { caller }.abi_encode());

        let known = RoyaltySplitter::Binding { account: ben_at, code };
        let bind =
            RoyaltySplitter::bindCall { licenceToken: known.clone(), settlements: known.clone(), deals: known.clone() };
        samples.add(Splitter, deployer, bind).refusal = Some(RoyaltySplitter::AlreadyBound {}.abi_encode());
        let payees = [(ben_at, 4_000u16), (orion_at, 6_000)];
        let put = payees.map(|(account, share)| [account.as_slice(), &share.to_le_bytes()].concat()).concat();
        let refusal = Some(RoyaltySplitter::CallerNotAllowed { caller }.abi_encode());
        let head = B256::repeat_byte(1);
        let put = RoyaltySplitter::putSplitCall { record, generation: 1, version: 2, head, payees: put.into() };
        samples.add(Splitter, thief, put).refusal.clone_from(&refusal);
        let to = RoyaltySplitter::To { record, generation: 1, version: 2, owner: ben_at, parentsShare: 5_000 };
        let deposit = RoyaltySplitter::depositCall {
            to: to.clone(),
            money: RoyaltySplitter::Money { currency: NATIVE, amount: TOKEN },
            buyer: RoyaltySplitter::Buyer { account: Default::default(), payOut: true },
            referrer: orion_at,
            referral: 1_000,
        };
        let sample = samples.add(Splitter, thief, deposit);
        sample.value = TOKEN;
        sample.refusal.clone_from(&refusal);
        let from = RoyaltySplitter::Due {
            record: parent,
            generation: 1,
            ledger: 1,
            owner: ben_at,
            currency: NATIVE,
            position: 2,
            share: 3,
        };
        let due = RoyaltySplitter::moveDueCall { from, to, bystander: nobody, referrer: orion_at, referral: 4 };
        samples.add(Splitter, thief, due).refusal = refusal;
        let (generation, version, currency) = (1, 1, NATIVE);
        let release = RoyaltySplitter::releaseCall { record: split, generation, version, payee: nobody, currency };
        samples.add(Splitter, thief, release);
        let to = RoyaltySplitter::releaseToCall { record: split, generation, version, currency, to: ben_at };
        samples.add(Splitter, thief, to).refusal = Some(RoyaltySplitter::NotPayee { account: caller }.abi_encode());
        let ledgers = vec![RoyaltySplitter::Source { record: split, generation, version, currency }];
        samples.add(Splitter, thief, RoyaltySplitter::releaseManyCall { payee: nobody, ledgers });
        let call = RoyaltySplitter::distributeCall { record: split, generation, version, owner: nobody, currency };
        samples.add(Splitter, thief, call);

        let payees = payees.map(|(account, share)| Settlements::Payee { account, share });
        samples.add(Contract::Settlements, ben, Settlements::setSplitCall { record, payees: payees.into() });
        samples.add(Contract::Settlements, ben, Settlements::lockCall { record: split });
        let held =
            Settlements::moveHeldCall { record: split, generation: 1, version: 1, owner: nobody, currency: NATIVE };
        let refusal = RoyaltySplitter::NothingDue {}.abi_encode();
        samples.add(Contract::Settlements, thief, held).refusal = Some(refusal);
        let settle = Settlements::settleCall { child: record, generation: 1, parent, currency: NATIVE };
        samples.add(Contract::Settlements, thief, settle);
        let path = Settlements::settlePathCall { child: record, generation: 1, path: vec![parent], currency: NATIVE };
        samples.add(Contract::Settlements, thief, path);
        let place = Settlements::movePayeeCall { record: split, generation: 1, version: 1, to: ben_at };
        samples.add(Contract::Settlements, thief, place).refusal = Some(Settlements::NotPayee { caller }.abi_encode());
        let deposit = Settlements::depositCall { record: split, currency: NATIVE, amount: TOKEN };
        samples.add(Contract::Settlements, thief, deposit).value = TOKEN;

        let terms = TermsBook::Terms {
            uses: 7,
            users: 1,
            perpetual: false,
            duration: 86_400,
            exclusive: true,
            transferable: true,
            attribution: true,
            revocable: true,
            notice: 604_800,
            derivativeShare: 0,
            resaleRoyalty: 250,
            document: code,
            uri: "https://example.org/terms-of-more-than-one-word".into(),
        };
        samples.add(Contract::Book, ada, TermsBook::publishTermsCall { terms });
        samples
    }

    pub(crate) fn of_contract(&self, contract: Contract) -> impl Iterator<Item = &Sample> {
        self.list.iter().filter(move |sample| sample.contract == contract)
    }
}
