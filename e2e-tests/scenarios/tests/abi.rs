//! The contracts' interfaces, held against alloy's: what was built is exactly what is declared in
//! Solidity, and what the contracts say is what alloy would write.
#![allow(clippy::unwrap_used, reason = "tests")]

use alloy_json_abi::{EventParam, JsonAbi, Param};
use alloy_primitives::{Address, B256, FixedBytes, LogData, U256, b256, keccak256};
use alloy_sol_types::{SolCall, SolEvent, SolStruct, SolType};
use chain::{ContractEvent, H160, Receipt, TOKEN};
use ink_e2e::{ChainClient, Hub};
use rules::catalogue::Leaf;
use scenarios::{BOND, SALT, World, digest};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};
use story::{
    abi::{
        Arbitration, Catalogues, Deals, ERC721, Encumbrances, LicenceMetadata, LicenceToken, Offers,
        ProvenanceRegistry, ReceiverFactory, RecordInbox, Reservations, RoyaltyPool, RoyaltySplitter, Settlements,
        Statements, TermsBook, UsageLedger,
    },
    blobs,
    calls::{address, h160, send},
    protocol::{NATIVE, NewOffer, NewRecord},
};

/// What Solidity declares of a message.
struct Message {
    signature: &'static str,
    selector: [u8; 4],
    /// The types of the answer.
    outputs: String,
}

/// What Solidity declares of an event.
struct Event {
    signature: &'static str,
    topic: B256,
    /// The types of topic 0 and the indexed fields.
    indexed: String,
    /// The types of the other fields.
    data: String,
    /// What alloy writes for what it reads strictly from an event of this kind.
    rewrite: fn(&ContractEvent) -> Option<LogData>,
}

/// The types in a tuple, with structs as tuples of their fields' types.
fn types<T: SolType>() -> String {
    let names = T::SOL_NAME.strip_prefix('(').and_then(|names| names.strip_suffix(')')).unwrap();
    spelt_out(names.split(','))
}

/// A tuple of types, with structs as tuples of their fields' types, and so on.
fn spelt_out<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    tuple(names.into_iter().map(|name| {
        let (name, array) = name.split_at(name.find('[').unwrap_or(name.len()));
        let fields = structs().into_iter().find(|(of, _)| *of == name).map(|(_, fields)| fields);
        let spelt = fields.map(|fields| spelt_out(fields.trim_matches(['(', ')']).split(',')));
        format!("{}{array}", spelt.as_deref().unwrap_or(name))
    }))
}

/// The structs with their fields' types. alloy tells those in the form of EIP-712: `Payee(address
/// account,uint16 share)`.
fn structs() -> Vec<(&'static str, String)> {
    fn one<S: SolStruct>() -> (&'static str, String) {
        let root = S::eip712_root_type();
        let fields = root.strip_prefix(S::NAME).unwrap().trim_matches(['(', ')']);
        (S::NAME, tuple(fields.split(',').map(|field| field.split(' ').next().unwrap().to_owned())))
    }
    vec![
        one::<ProvenanceRegistry::Parent>(),
        one::<ProvenanceRegistry::Record>(),
        one::<ProvenanceRegistry::Made>(),
        one::<ProvenanceRegistry::SaleFacts>(),
        one::<ProvenanceRegistry::Description>(),
        one::<ProvenanceRegistry::Lineage>(),
        one::<TermsBook::Terms>(),
        one::<TermsBook::Clauses>(),
        one::<LicenceToken::Offer>(),
        one::<LicenceToken::OfferPrice>(),
        one::<LicenceToken::OfferConditions>(),
        one::<LicenceToken::OfferGrant>(),
        one::<LicenceToken::Tier>(),
        one::<LicenceToken::Licence>(),
        one::<LicenceToken::LicenceCore>(),
        one::<LicenceToken::LicenceGrant>(),
        one::<LicenceToken::LicenceScope>(),
        one::<LicenceToken::SaleState>(),
        one::<LicenceToken::StateFacts>(),
        one::<LicenceToken::Royalty>(),
        one::<LicenceToken::Item>(),
        one::<LicenceToken::Follows>(),
        one::<LicenceToken::PushedRecord>(),
        one::<LicenceToken::Binding>(),
        one::<Offers::Price>(),
        one::<Offers::Conditions>(),
        one::<Offers::Tier>(),
        one::<Deals::FollowQuote>(),
        one::<Deals::Revocation>(),
        one::<UsageLedger::Used>(),
        one::<UsageLedger::Run>(),
        one::<UsageLedger::Question>(),
        one::<UsageLedger::RunQuestion>(),
        one::<UsageLedger::CatalogueLeaf>(),
        one::<LicenceMetadata::Royalty>(),
        one::<RoyaltyPool::Leaf>(),
        one::<Offers::Quote>(),
        one::<LicenceToken::Derivation>(),
        one::<RoyaltySplitter::Payee>(),
        one::<RoyaltySplitter::Versions>(),
        one::<RoyaltySplitter::Ledger>(),
        one::<RoyaltySplitter::Binding>(),
        one::<RoyaltySplitter::To>(),
        one::<RoyaltySplitter::Money>(),
        one::<RoyaltySplitter::Buyer>(),
        one::<RoyaltySplitter::Due>(),
        one::<RoyaltySplitter::Source>(),
        one::<Settlements::Payee>(),
        one::<Statements::Account>(),
        one::<Statements::Row>(),
        one::<Statements::Link>(),
        one::<Statements::Surplus>(),
        one::<Catalogues::CatalogueParent>(),
        one::<Catalogues::Catalogue>(),
        one::<Catalogues::Edition>(),
        one::<Reservations::Entry>(),
        one::<Reservations::Reserved>(),
        one::<Arbitration::Challenge>(),
        one::<Arbitration::Outcome>(),
        one::<Encumbrances::Encumbrance>(),
        one::<Encumbrances::Ancestor>(),
        one::<UsageLedger::Used>(),
        one::<UsageLedger::Run>(),
    ]
}

fn message<C: SolCall>() -> Message {
    let outputs = types::<C::ReturnTuple<'static>>();
    Message { signature: C::SIGNATURE, selector: C::SELECTOR, outputs }
}

fn declared<E: SolEvent>() -> Event {
    Event {
        signature: E::SIGNATURE,
        topic: E::SIGNATURE_HASH,
        indexed: types::<E::TopicList>(),
        data: types::<E::DataTuple<'static>>(),
        rewrite: |event| story::calls::event::<E>(event).map(|event| event.encode_log_data()),
    }
}

/// An interface as alloy reads it from its Solidity.
struct Interface {
    messages: Vec<Message>,
    events: Vec<Event>,
    /// The errors' signatures, by selector.
    errors: BTreeMap<[u8; 4], &'static str>,
}

macro_rules! interface {
    ($name:ident, $calls:ident, $events:ident, $errors:ident, [$($call:ident),*], [$($event:ident),*]) => {{
        let messages = vec![$(message::<$name::$call>()),*];
        let events = vec![$(declared::<$name::$event>()),*];
        // The lists above are the whole interface.
        let listed: BTreeSet<_> = messages.iter().map(|message| message.selector).collect();
        assert_eq!(listed, $name::$calls::SELECTORS.iter().copied().collect());
        let listed: BTreeSet<_> = events.iter().map(|event| event.topic.0).collect();
        assert_eq!(listed, $name::$events::SELECTORS.iter().copied().collect());
        let errors = $name::$errors::SELECTORS.iter().copied().zip($name::$errors::SIGNATURES.iter().copied());
        Interface { messages, events, errors: errors.collect() }
    }};
}

fn erc721() -> Interface {
    interface!(
        ERC721,
        ERC721Calls,
        ERC721Events,
        ERC721Errors,
        [
            balanceOfCall,
            ownerOfCall,
            getApprovedCall,
            isApprovedForAllCall,
            approveCall,
            setApprovalForAllCall,
            transferFromCall,
            safeTransferFrom_0Call,
            safeTransferFrom_1Call,
            supportsInterfaceCall,
            totalSupplyCall
        ],
        [Transfer, Approval, ApprovalForAll]
    )
}

impl Interface {
    /// Both interfaces as one.
    fn and(mut self, other: Self) -> Self {
        self.messages.extend(other.messages);
        self.events.extend(other.events);
        self.errors.extend(other.errors);
        self
    }

    fn registry() -> Self {
        let own = interface!(
            ProvenanceRegistry,
            ProvenanceRegistryCalls,
            ProvenanceRegistryEvents,
            ProvenanceRegistryErrors,
            [
                bindCall,
                commitCall,
                registerCall,
                admitCall,
                changeCall,
                recordCall,
                parentsCall,
                lineageCall,
                nameCall,
                symbolCall,
                tokenURICall
            ],
            [Bound, Committed, Registered, Commit, StandingChanged]
        );
        own.and(erc721())
    }

    fn licence_token() -> Self {
        let own = interface!(
            LicenceToken,
            LicenceTokenCalls,
            LicenceTokenEvents,
            LicenceTokenErrors,
            [
                bindCall,
                admitOfferCall,
                purchaseCall,
                purchaseManyCall,
                sellToCall,
                amendCall,
                coversCall,
                offerCall,
                licenceCall,
                saleStateCall,
                derivationCall,
                pushRecordCall,
                pushSplitCall,
                nameCall,
                symbolCall,
                tokenURICall,
                royaltyInfoCall,
                lockedCall,
                expiresAtCall,
                isRenewableCall
            ],
            [Bound, Purchased, Particulars, LicenceAmended, MetadataUpdate, Locked]
        );
        own.and(erc721())
    }

    fn splitter() -> Self {
        interface!(
            RoyaltySplitter,
            RoyaltySplitterCalls,
            RoyaltySplitterEvents,
            RoyaltySplitterErrors,
            [
                bindCall,
                depositCall,
                moveDueCall,
                putSplitCall,
                releaseCall,
                releaseToCall,
                releaseManyCall,
                distributeCall,
                versionsCall,
                payeesCall,
                ledgerCall,
                owedCall
            ],
            [Bound, Deposited, ParentsEarned, Released]
        )
    }

    fn terms_book() -> Self {
        interface!(
            TermsBook,
            TermsBookCalls,
            TermsBookEvents,
            TermsBookErrors,
            [publishTermsCall, termsCall, termsURICall],
            [TermsPublished]
        )
    }
}

impl Interface {
    fn catalogues() -> Self {
        interface!(
            Catalogues,
            CataloguesCalls,
            CataloguesEvents,
            CataloguesErrors,
            [
                registerManyCall,
                registerCatalogueCall,
                addEditionCall,
                registerLeafCall,
                verifyLeafCall,
                catalogueCall,
                editionCall
            ],
            [Bound, EditionAdded, LeafRegistered]
        )
    }

    fn reservations() -> Self {
        interface!(
            Reservations,
            ReservationsCalls,
            ReservationsEvents,
            ReservationsErrors,
            [
                setPreferencesCall,
                withdrawCall,
                reinstateCall,
                setManagerCall,
                preferencesCall,
                reservedAtCall,
                changesCall,
                entryCall
            ],
            [Bound, PreferencesSet, Withdrawn, Reinstated]
        )
    }

    fn arbitration() -> Self {
        interface!(
            Arbitration,
            ArbitrationCalls,
            ArbitrationEvents,
            ArbitrationErrors,
            [
                openChallengeCall,
                answerChallengeCall,
                decideChallengeCall,
                expireChallengeCall,
                reclaimBondCall,
                collectCall,
                challengeCall,
                outcomeCall,
                bondOfCall,
                creditCall,
                arbiterCall,
                challengesCall,
                owedCall,
                burnedCall
            ],
            [Bound, ChallengeOpened, ChallengeAnswered, ChallengeClosed, Credited, Collected]
        )
    }

    fn encumbrances() -> Self {
        interface!(
            Encumbrances,
            EncumbrancesCalls,
            EncumbrancesEvents,
            EncumbrancesErrors,
            [encumbrancesCall, transferCall, ancestorsCall],
            [Bound]
        )
    }

    fn offers() -> Self {
        interface!(
            Offers,
            OffersCalls,
            OffersEvents,
            OffersErrors,
            [createOfferCall, closeOfferCall, quoteCall],
            [Bound, OfferCreated, OfferClosed]
        )
    }

    fn deals() -> Self {
        interface!(
            Deals,
            DealsCalls,
            DealsEvents,
            DealsErrors,
            [
                renewCall,
                extendCall,
                upgradeCall,
                quoteCall,
                revokeCall,
                revocationCall,
                collectRefundCall,
                settleEscrowCall,
                escrowUntilCall
            ],
            [Bound, Revoked, Refunded, EscrowSettled]
        )
    }

    fn usage_ledger() -> Self {
        interface!(
            UsageLedger,
            UsageLedgerCalls,
            UsageLedgerEvents,
            UsageLedgerErrors,
            [
                recordUseCall,
                declareRunCall,
                declareModelCall,
                usedCall,
                runCall,
                inManifestCall,
                coversLeafCall,
                coversInRunCall
            ],
            [Bound, UseRecorded, RunCommitted, ModelCommitted]
        )
    }

    fn licence_metadata() -> Self {
        interface!(
            LicenceMetadata,
            LicenceMetadataCalls,
            LicenceMetadataEvents,
            LicenceMetadataErrors,
            [descriptionCall, royaltyCall, renewableCall, lockedCall, expiryCall],
            [Bound]
        )
    }

    fn pool() -> Self {
        interface!(
            RoyaltyPool,
            RoyaltyPoolCalls,
            RoyaltyPoolEvents,
            RoyaltyPoolErrors,
            [wycpnbqcyfCall, claimCall, claimToCall, claimManyCall, poolCall, receivedCall, accountCall],
            [Claimed]
        )
    }

    /// An inbox has no events.
    fn inbox() -> Self {
        let messages = vec![
            message::<RecordInbox::wycpnbqcyfCall>(),
            message::<RecordInbox::syncCall>(),
            message::<RecordInbox::recordCall>(),
        ];
        let listed: BTreeSet<_> = messages.iter().map(|message| message.selector).collect();
        assert_eq!(listed, RecordInbox::RecordInboxCalls::SELECTORS.iter().copied().collect());
        use RecordInbox::RecordInboxErrors as Errors;
        let errors = Errors::SELECTORS.iter().copied().zip(Errors::SIGNATURES.iter().copied()).collect();
        Self { messages, events: Vec::new(), errors }
    }

    fn receivers() -> Self {
        interface!(
            ReceiverFactory,
            ReceiverFactoryCalls,
            ReceiverFactoryEvents,
            ReceiverFactoryErrors,
            [openPoolCall, openInboxCall, inboxOfCall],
            [Bound, PoolOpened, InboxOpened]
        )
    }

    fn statements() -> Self {
        interface!(
            Statements,
            StatementsCalls,
            StatementsEvents,
            StatementsErrors,
            [accountCall, statementCall, parentAccountCall, parentStatementCall, surplusCall],
            [Bound]
        )
    }

    fn settlements() -> Self {
        interface!(
            Settlements,
            SettlementsCalls,
            SettlementsEvents,
            SettlementsErrors,
            [setSplitCall, lockCall, movePayeeCall, depositCall, settleCall, settlePathCall, moveHeldCall],
            [Bound, SplitAnnounced, SplitLocked, PayeeMoved, IncomeReceived, HeldMoved, Settled]
        )
    }
}

/// The interface that was built.
fn built(name: &str) -> JsonAbi {
    let path = blobs::target().join("ink").join(name).with_extension("abi");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Types as alloy writes a tuple of them.
fn tuple(types: impl IntoIterator<Item = String>) -> String {
    format!("({})", types.into_iter().collect::<Vec<_>>().join(","))
}

/// The types of an answer.
fn outputs(outputs: &[Param]) -> String {
    tuple(outputs.iter().map(|output| output.selector_type().into_owned()))
}

fn indexed(inputs: &[EventParam], indexed: bool) -> Vec<String> {
    let of_kind = inputs.iter().filter(|input| input.indexed == indexed);
    let type_of = |input: &EventParam| match input.selector_type().into_owned() {
        // Of a string that is indexed there is the hash.
        ty if indexed && ty == "string" => "bytes32".to_owned(),
        ty => ty,
    };
    of_kind.map(type_of).collect()
}

fn is_as_declared(name: &str, interface: &Interface) {
    let abi = built(name);
    let built: BTreeMap<_, _> = abi
        .functions()
        .map(|function| (function.selector().0, (function.signature(), outputs(&function.outputs))))
        .collect();
    let solidity: BTreeMap<_, _> = interface
        .messages
        .iter()
        .map(|message| (message.selector, (message.signature.to_owned(), message.outputs.clone())))
        .collect();
    assert_eq!(built, solidity, "the messages of {name}");
    assert_eq!(abi.functions().count(), interface.messages.len());

    let topics = |types: Vec<String>| tuple(["bytes32".to_owned()].into_iter().chain(types));
    let built: BTreeMap<_, _> = abi
        .events()
        .map(|event| {
            assert!(!event.anonymous);
            let fields = (topics(indexed(&event.inputs, true)), tuple(indexed(&event.inputs, false)));
            (event.selector(), (event.signature(), fields))
        })
        .collect();
    let solidity: BTreeMap<_, _> = interface
        .events
        .iter()
        .map(|event| {
            let fields = (event.indexed.clone(), event.data.clone());
            (event.topic, (event.signature.to_owned(), fields))
        })
        .collect();
    assert_eq!(built, solidity, "the events of {name}");

    let built: BTreeMap<_, _> = abi.errors().map(|error| (error.selector().0, error.signature())).collect();
    let solidity: BTreeMap<_, _> = interface.errors.iter().map(|(id, text)| (*id, (*text).to_owned())).collect();
    assert_eq!(built, solidity, "the errors of {name}");
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l5_the_registrys_interface_is_as_declared_and_no_more() {
    is_as_declared("provenance_registry", &Interface::registry());
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l5_the_licence_tokens_interface_is_as_declared_and_no_more() {
    is_as_declared("licence_token", &Interface::licence_token());
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l5_the_splitters_interface_is_as_declared_and_no_more() {
    is_as_declared("royalty_splitter", &Interface::splitter());
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l5_the_terms_books_interface_is_as_declared_and_no_more() {
    is_as_declared("terms_book", &Interface::terms_book());
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l5_the_modules_interfaces_are_as_declared_and_no_more() {
    is_as_declared("offers", &Interface::offers());
    is_as_declared("deals", &Interface::deals());
    is_as_declared("usage_ledger", &Interface::usage_ledger());
    is_as_declared("catalogues", &Interface::catalogues());
    is_as_declared("reservations", &Interface::reservations());
    is_as_declared("arbitration", &Interface::arbitration());
    is_as_declared("encumbrances", &Interface::encumbrances());
    is_as_declared("settlements", &Interface::settlements());
    is_as_declared("statements", &Interface::statements());
    is_as_declared("licence_metadata", &Interface::licence_metadata());
    is_as_declared("royalty_pool", &Interface::pool());
    is_as_declared("record_inbox", &Interface::inbox());
    is_as_declared("receiver_factory", &Interface::receivers());
    // So that a plain transfer is a call of it.
    assert_eq!(RoyaltyPool::wycpnbqcyfCall::SELECTOR, [0; 4]);
    assert_eq!(RecordInbox::wycpnbqcyfCall::SELECTOR, [0; 4]);
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l5_interface_ids_and_topics_are_those_of_the_standards() {
    use ERC721::*;
    // EIP-165: the XOR of the selectors of the interface, which for EIP-721 has no totalSupply.
    let id = [
        balanceOfCall::SELECTOR,
        ownerOfCall::SELECTOR,
        approveCall::SELECTOR,
        getApprovedCall::SELECTOR,
        setApprovalForAllCall::SELECTOR,
        isApprovedForAllCall::SELECTOR,
        transferFromCall::SELECTOR,
        safeTransferFrom_0Call::SELECTOR,
        safeTransferFrom_1Call::SELECTOR,
    ]
    .into_iter()
    .fold(0, |id, selector| id ^ u32::from_be_bytes(selector));
    assert_eq!(id, 0x80ac_58cd);
    assert_eq!(id.to_be_bytes(), rules::erc721::ERC721);
    use ProvenanceRegistry::{nameCall, symbolCall, tokenURICall};
    let metadata = [nameCall::SELECTOR, symbolCall::SELECTOR, tokenURICall::SELECTOR];
    let id = metadata.into_iter().fold(0, |id, selector| id ^ u32::from_be_bytes(selector));
    assert_eq!(id, 0x5b5e_139f);
    assert_eq!(id.to_be_bytes(), rules::erc721::ERC721_METADATA);
    // ERC-7053.
    let commit = keccak256("Commit(address,string,string)");
    assert_eq!(ProvenanceRegistry::Commit::SIGNATURE_HASH, commit);
    assert_eq!(supportsInterfaceCall::SELECTOR, [0x01, 0xff, 0xc9, 0xa7]);
    assert_eq!(supportsInterfaceCall::SELECTOR, rules::erc721::ERC165);
    assert_eq!(keccak256("onERC721Received(address,address,uint256,bytes)")[..4], [0x15, 0x0b, 0x7a, 0x02]);

    let transfer = b256!("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
    let approval = b256!("8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925");
    let approval_for_all = b256!("17307eab39ab6107e8899845ad3d59bd9653f200f220920489ca2b5937696c31");
    for name in ["provenance_registry", "licence_token"] {
        let abi = built(name);
        let topics = ["Transfer", "Approval", "ApprovalForAll"].map(|event| abi.event(event).unwrap()[0].selector());
        assert_eq!(topics, [transfer, approval, approval_for_all]);
    }
}

// ------------------------------------------------------------------------------ on the real chain

/// Does everything that emits an event. Gives what happened, the licence and two records.
fn story(world: &mut World<'_>, cast: &scenarios::Cast) -> (Vec<Receipt>, U256, [U256; 2]) {
    let protocol = world.protocol;
    let (ada, ben, orion) = (&cast.ada, &cast.ben, &cast.orion);
    let mut receipts = Vec::new();
    let parent = NewRecord { uri: "https://example.org/1".into(), ..NewRecord::new(digest(1), ada) };
    let child = NewRecord { parents: vec![(digest(1), 2_500)], metadata: [4; 32], ..NewRecord::new(digest(2), ben) };
    for (who, work) in [(ada, &parent), (ben, &child)] {
        receipts.push(protocol.commit(world.chain, who, work, SALT).unwrap().receipt);
        receipts.push(protocol.reveal(world.chain, who, work, SALT).unwrap().receipt);
    }
    let records = [1, 2].map(|work| U256::from_be_bytes(digest(work)));
    let payees = [(ben.address(), 6_000), (cast.chloe.address(), 4_000)];
    receipts.push(protocol.set_split(world.chain, ben, records[1], &payees).unwrap().receipt);
    receipts.push(protocol.set_split(world.chain, ben, records[1], &[(ben.address(), 10_000)]).unwrap().receipt);
    let terms = TermsBook::Terms {
        uses: 3,
        users: 1,
        perpetual: false,
        duration: 86_400,
        exclusive: false,
        transferable: true,
        attribution: true,
        revocable: true,
        notice: 86_400,
        derivativeShare: 0,
        resaleRoyalty: 250,
        document: B256::repeat_byte(6),
        uri: "https://example.org/terms".into(),
    };
    let call = TermsBook::publishTermsCall { terms };
    let terms = send(world.chain, ada, protocol.terms_book, &call, 0).unwrap();
    receipts.push(terms.receipt);
    let mut licence = U256::ZERO;
    for (owner, record) in [(ada, records[0]), (ben, records[1])] {
        let offer = NewOffer { record, terms: terms.value, unit_price: TOKEN, ..NewOffer::default() };
        let offer = protocol.create_offer(world.chain, owner, &offer).unwrap();
        receipts.push(offer.receipt);
        let sale = protocol.purchase(world.chain, orion, offer.value, TOKEN, [9; 32]).unwrap();
        licence = sale.value;
        receipts.push(sale.receipt);
        receipts.push(protocol.close_offer(world.chain, owner, offer.value).unwrap().receipt);
    }
    receipts.push(protocol.settle(world.chain, orion, records[1], records[0]).unwrap().receipt);
    receipts.extend(modules(world, cast, records));
    for (token, who, id) in [(protocol.registry, ada, records[0]), (protocol.licence_token, orion, licence)] {
        let to = address(cast.delta.address());
        receipts.push(world.send(who, token, &ERC721::approveCall { approved: to, tokenId: id }).receipt);
        let call = ERC721::setApprovalForAllCall { operator: to, approved: true };
        receipts.push(world.send(who, token, &call).receipt);
        receipts.push(world.transfer(token, who, &cast.delta, id));
    }
    (receipts, licence, records)
}

/// A pool of one account.
fn opening(account: Address) -> ReceiverFactory::openPoolCall {
    let share = rules::pool::Share { account: account.into_array(), weight: 3 };
    let root = B256::from(share.hash(&|bytes: &[u8]| keccak256(bytes).0));
    let (list, uri) = (B256::repeat_byte(4), "ipfs://list".into());
    ReceiverFactory::openPoolCall { root, count: 1, weight: 3, basis: 2, list, uri }
}

/// The pool that a story opens.
fn pool_of(receipts: &[Receipt]) -> H160 {
    let mut events = receipts.iter().flat_map(|receipt| &receipt.events);
    let opened = events.find_map(story::calls::event::<ReceiverFactory::PoolOpened>).unwrap();
    h160(opened.pool)
}

/// Does everything that makes a module emit something, and what it makes of the splitter. The
/// second record is a child of the first.
fn modules(world: &mut World<'_>, cast: &scenarios::Cast, [parent, child]: [U256; 2]) -> Vec<Receipt> {
    let protocol = world.protocol;
    let (ada, ben, orion) = (&cast.ada, &cast.ben, &cast.orion);
    let mut receipts = Vec::new();
    // A catalogue of one work.
    let leaf = Leaf { digest: digest(50), kind: 0, origin: 0, units: 1, metadata: [0; 32] };
    let hasher = |bytes: &[u8]| keccak256(bytes).0;
    let root = B256::from(leaf.hash(&hasher));
    let register = Catalogues::registerCatalogueCall {
        root,
        count: 1,
        owner: address(ada.address()),
        kind: 5,
        units: 1,
        origin: 0,
        metadata: B256::ZERO,
        uri: "ipfs://catalogue".into(),
        salt: B256::repeat_byte(7),
    };
    receipts.push(world.reveal(ada, protocol.catalogues, &register).receipt);
    let single = Catalogues::registerLeafCall {
        catalogue: U256::from_be_bytes(root.0),
        edition: 1,
        first: 1,
        index: 0,
        record: U256::from_be_bytes(digest(50)),
        kind: 0,
        origin: 0,
        units: 1,
        metadata: B256::ZERO,
        uri: String::new(),
        proof: Vec::new(),
    };
    receipts.push(world.send(ada, protocol.catalogues, &single).receipt);
    let own = protocol.reservations;
    let set = Reservations::setPreferencesCall { record: parent, preferences: 2 };
    receipts.push(world.send(ada, own, &set).receipt);
    receipts.push(world.send(ada, own, &Reservations::withdrawCall { record: parent, notice: 9 }).receipt);
    receipts.push(world.send(ada, own, &Reservations::reinstateCall { record: parent }).receipt);
    let settlements = protocol.settlements;
    receipts.push(world.send(ben, settlements, &Settlements::lockCall { record: child }).receipt);
    let place =
        Settlements::movePayeeCall { record: child, generation: 1, version: 1, to: address(cast.delta.address()) };
    receipts.push(world.send(&cast.chloe, settlements, &place).receipt);
    let deposit = Settlements::depositCall { record: child, currency: NATIVE, amount: TOKEN };
    receipts.push(world.pay(orion, settlements, &deposit, TOKEN).receipt);
    // A challenge of the parent, with income meanwhile.
    let offer = world.offer(ben, child, TOKEN);
    receipts.push(world.buy(orion, offer).receipt);
    let open = Arbitration::openChallengeCall { record: parent, evidence: B256::repeat_byte(1) };
    let opened = world.pay(orion, protocol.arbitration, &open, BOND);
    let challenge = opened.value;
    receipts.push(opened.receipt);
    let answer = Arbitration::answerChallengeCall { challenge, answer: B256::repeat_byte(2) };
    receipts.push(world.send(ada, protocol.arbitration, &answer).receipt);
    receipts.push(protocol.settle(world.chain, orion, child, parent).unwrap().receipt);
    let reject = Arbitration::decideChallengeCall { challenge, decision: 0, heir: Address::ZERO };
    receipts.push(world.send(&cast.arbiter, protocol.arbitration, &reject).receipt);
    let owner = address(ada.address());
    let held = Settlements::moveHeldCall { record: parent, generation: 1, version: 0, owner, currency: NATIVE };
    receipts.push(world.send(orion, protocol.settlements, &held).receipt);
    let collect = Arbitration::collectCall { account: owner };
    receipts.push(world.send(orion, protocol.arbitration, &collect).receipt);
    let inbox = ReceiverFactory::openInboxCall { record: parent };
    receipts.push(world.send(orion, protocol.receivers, &inbox).receipt);
    let opened = world.send(orion, protocol.receivers, &opening(address(ada.address())));
    receipts.push(opened.receipt);
    let pool = h160(opened.value);
    world.chain.transfer(orion, pool, TOKEN).unwrap();
    let account = address(ada.address());
    let claim = RoyaltyPool::claimCall { index: 0, account, weight: 3, currency: NATIVE, proof: Vec::new() };
    receipts.push(world.send(orion, pool, &claim).receipt);
    receipts
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l5_every_event_of_a_story_is_as_alloy_writes_it() {
    let (mut world, cast) = World::new(client.chain());
    let (receipts, ..) = story(&mut world, &cast);
    let protocol = world.protocol;
    let interfaces = [
        (protocol.registry, Interface::registry()),
        (protocol.licence_token, Interface::licence_token()),
        (protocol.splitter, Interface::splitter()),
        (protocol.terms_book, Interface::terms_book()),
        (protocol.catalogues, Interface::catalogues()),
        (protocol.reservations, Interface::reservations()),
        (protocol.arbitration, Interface::arbitration()),
        (protocol.encumbrances, Interface::encumbrances()),
        (protocol.settlements, Interface::settlements()),
        (protocol.statements, Interface::statements()),
        (protocol.offers, Interface::offers()),
        (protocol.deals, Interface::deals()),
        (protocol.usage_ledger, Interface::usage_ledger()),
        (protocol.receivers, Interface::receivers()),
        (pool_of(&receipts), Interface::pool()),
    ];
    let mut seen = BTreeSet::new();
    for event in receipts.iter().flat_map(|receipt| &receipt.events) {
        let (_, interface) = interfaces.iter().find(|(contract, _)| *contract == event.address).unwrap();
        let topic = B256::from(event.topics[0].0);
        let declared = interface.events.iter().find(|declared| declared.topic == topic).unwrap();
        // What is indexed of a string is its hash, which nobody can write back: records.rs looks at it.
        if topic == ProvenanceRegistry::Commit::SIGNATURE_HASH {
            seen.insert((event.address, topic));
            continue;
        }
        let rewritten = (declared.rewrite)(event).unwrap_or_else(|| panic!("{} {event:?}", declared.signature));
        let topics: Vec<B256> = event.topics.iter().map(|topic| topic.0.into()).collect();
        assert_eq!((rewritten.topics(), &rewritten.data[..]), (&topics[..], &event.data[..]), "{}", declared.signature);
        seen.insert((event.address, topic));
    }
    // None was left out, but what happens once before the story begins.
    for (contract, interface) in &interfaces {
        // Nor what a plain sale has not: `licences`, `deals` and `usage` have these events.
        let of_others = [
            "Bound(",
            "ParentsEarned(",
            "Particulars(",
            "LicenceAmended(",
            "MetadataUpdate(",
            "Locked(",
            "Revoked(",
            "Refunded(",
            "EscrowSettled(",
            "UseRecorded(",
            "RunCommitted(",
            "ModelCommitted(",
        ];
        let later = |event: &&Event| of_others.iter().any(|name| event.signature.starts_with(name));
        for event in interface.events.iter().filter(|event| !later(event)) {
            assert!(seen.contains(&(*contract, event.topic)), "{} was not emitted", event.signature);
        }
    }
}

/// Asks the contracts, and writes down which messages were asked.
struct Asked<'a, 'b> {
    world: &'a World<'b>,
    asked: BTreeSet<(H160, [u8; 4])>,
}

impl Asked<'_, '_> {
    /// Asserts that the answer is what alloy writes for what it reads.
    fn ask<C: SolCall>(&mut self, contract: H160, call: C) {
        let answer = self.world.chain.view(contract, call.abi_encode()).unwrap();
        let value = C::abi_decode_returns_validate(&answer).unwrap_or_else(|error| panic!("{}: {error}", C::SIGNATURE));
        assert_eq!(C::abi_encode_returns(&value), answer, "{}", C::SIGNATURE);
        self.asked.insert((contract, C::SELECTOR));
    }
}

/// Asks the modules about records, of which the last is none.
fn ask_modules(asked: &mut Asked<'_, '_>, records: [U256; 3], who: Address) {
    let protocol = asked.world.protocol;
    let leaf = Leaf { digest: digest(50), kind: 0, origin: 0, units: 1, metadata: [0; 32] };
    let catalogue = U256::from_be_bytes(leaf.hash(&|bytes: &[u8]| keccak256(bytes).0));
    let [.., nothing] = records;
    for record in [catalogue, nothing] {
        asked.ask(protocol.catalogues, Catalogues::catalogueCall { record });
        asked.ask(protocol.catalogues, Catalogues::editionCall { catalogue: record, edition: 1 });
        let verify = Catalogues::verifyLeafCall {
            catalogue: record,
            edition: 1,
            index: 0,
            record: U256::from_be_bytes(leaf.digest),
            kind: 0,
            origin: 0,
            units: 1,
            metadata: B256::ZERO,
            proof: Vec::new(),
        };
        asked.ask(protocol.catalogues, verify);
    }
    for record in records {
        let (own, judge) = (protocol.reservations, protocol.arbitration);
        asked.ask(own, Reservations::preferencesCall { record });
        asked.ask(own, Reservations::reservedAtCall { record, at: u64::MAX });
        asked.ask(own, Reservations::changesCall { record });
        asked.ask(own, Reservations::entryCall { record, number: 1 });
        asked.ask(judge, Arbitration::outcomeCall { record, generation: 1 });
        asked.ask(judge, Arbitration::bondOfCall { record, challenger: who });
        if record != nothing {
            asked.ask(protocol.encumbrances, Encumbrances::encumbrancesCall { record });
            let call = Encumbrances::ancestorsCall { record, cursor: Default::default(), limit: 5 };
            asked.ask(protocol.encumbrances, call);
        }
    }
    for challenge in [0, 1, 2] {
        asked.ask(protocol.arbitration, Arbitration::challengeCall { challenge });
    }
    asked.ask(protocol.arbitration, Arbitration::creditCall { account: who });
    asked.ask(protocol.arbitration, Arbitration::arbiterCall {});
    asked.ask(protocol.arbitration, Arbitration::challengesCall {});
    asked.ask(protocol.arbitration, Arbitration::owedCall {});
    asked.ask(protocol.arbitration, Arbitration::burnedCall {});
}

#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn l5_every_answer_is_as_alloy_writes_it() {
    let (mut world, cast) = World::new(client.chain());
    let (receipts, licence, [parent, child]) = story(&mut world, &cast);
    let (protocol, pool) = (world.protocol, pool_of(&receipts));
    let terms = protocol.licence(world.chain, licence).unwrap().core.terms;
    let [ada, ben, orion, delta] = [&cast.ada, &cast.ben, &cast.orion, &cast.delta].map(|who| address(who.address()));
    let mut asked = Asked { world: &world, asked: BTreeSet::new() };
    for (token, id, owner) in [(protocol.registry, parent, ada), (protocol.licence_token, licence, orion)] {
        asked.ask(token, ERC721::ownerOfCall { tokenId: id });
        asked.ask(token, ERC721::getApprovedCall { tokenId: id });
        asked.ask(token, ERC721::balanceOfCall { owner: delta });
        asked.ask(token, ERC721::isApprovedForAllCall { owner, operator: delta });
        asked.ask(token, ERC721::supportsInterfaceCall { interfaceId: FixedBytes([0x80, 0xac, 0x58, 0xcd]) });
        asked.ask(token, ERC721::totalSupplyCall {});
    }
    // What there is and what there is not.
    let nothing = U256::from(12_345);
    for record in [parent, child, nothing] {
        let registry = protocol.registry;
        asked.ask(registry, ProvenanceRegistry::recordCall { record });
        asked.ask(registry, ProvenanceRegistry::parentsCall { record, generation: 1 });
        asked.ask(registry, ProvenanceRegistry::lineageCall { child: record, generation: 1, parent });
        if record != nothing {
            asked.ask(registry, ProvenanceRegistry::tokenURICall { tokenId: record });
        }
        asked.ask(protocol.licence_token, LicenceToken::saleStateCall { record });
        let splitter = protocol.splitter;
        asked.ask(splitter, RoyaltySplitter::versionsCall { record, generation: 1 });
        let (child, currency) = (record, NATIVE);
        let (statements, generation) = (protocol.statements, 1);
        asked.ask(statements, Statements::parentAccountCall { child, generation, parent, currency });
        asked.ask(statements, Statements::parentStatementCall { child, generation, currency });
        for version in [0, 1, 2, 9] {
            asked.ask(splitter, RoyaltySplitter::payeesCall { record, generation: 1, version });
            asked.ask(splitter, RoyaltySplitter::ledgerCall { record, generation, version, owner: ben, currency });
            asked.ask(statements, Statements::accountCall { record, generation, version, payee: ben, currency });
            asked.ask(statements, Statements::statementCall { record, generation, version, owner: ben, currency });
        }
    }
    asked.ask(protocol.splitter, RoyaltySplitter::owedCall { currency: NATIVE });
    asked.ask(protocol.statements, Statements::surplusCall { currency: NATIVE });
    asked.ask(protocol.registry, ProvenanceRegistry::nameCall {});
    asked.ask(protocol.registry, ProvenanceRegistry::symbolCall {});
    asked.ask(protocol.licence_token, LicenceToken::derivationCall { licence, record: child, holder: delta });
    ask_modules(&mut asked, [parent, child, nothing], ben);
    for record in [parent, nothing] {
        asked.ask(protocol.receivers, ReceiverFactory::inboxOfCall { record });
    }
    asked.ask(pool, RoyaltyPool::poolCall {});
    asked.ask(pool, RoyaltyPool::receivedCall { currency: NATIVE });
    asked.ask(pool, RoyaltyPool::accountCall { index: 0, weight: 3, currency: NATIVE });
    for offer in [0, 1, 2, u64::MAX] {
        asked.ask(protocol.licence_token, LicenceToken::offerCall { offer });
        let call =
            Offers::quoteCall { offer, quantity: 0, selection: B256::ZERO, buyer: delta, referrer: Address::ZERO };
        asked.ask(protocol.offers, call);
        asked.ask(protocol.licence_token, LicenceToken::licenceCall { licence: U256::from(offer) });
    }
    asked.ask(protocol.licence_token, LicenceToken::nameCall {});
    asked.ask(protocol.licence_token, LicenceToken::symbolCall {});
    asked.ask(protocol.licence_token, LicenceToken::tokenURICall { tokenId: licence });
    asked.ask(protocol.licence_token, LicenceToken::royaltyInfoCall { tokenId: licence, salePrice: U256::MAX });
    asked.ask(protocol.licence_token, LicenceToken::lockedCall { tokenId: licence });
    asked.ask(protocol.licence_token, LicenceToken::expiresAtCall { tokenId: licence });
    asked.ask(protocol.licence_token, LicenceToken::isRenewableCall { tokenId: licence });
    let covers = LicenceToken::coversCall { licence, record: child, account: delta, user: 1, uses: 1, at: u64::MAX };
    asked.ask(protocol.licence_token, covers);
    for terms in [terms, B256::ZERO] {
        asked.ask(protocol.terms_book, TermsBook::termsCall { terms });
        asked.ask(protocol.terms_book, TermsBook::termsURICall { terms });
    }

    for (name, contract) in [
        ("provenance_registry", protocol.registry),
        ("licence_token", protocol.licence_token),
        ("royalty_splitter", protocol.splitter),
        ("terms_book", protocol.terms_book),
        ("catalogues", protocol.catalogues),
        ("reservations", protocol.reservations),
        ("arbitration", protocol.arbitration),
        ("encumbrances", protocol.encumbrances),
        ("receiver_factory", protocol.receivers),
        ("royalty_pool", pool),
        ("settlements", protocol.settlements),
    ] {
        let abi = built(name);
        for function in abi.functions().filter(|function| function.state_mutability.as_json_str() == "view") {
            let key = (contract, function.selector().0);
            assert!(asked.asked.contains(&key), "{} was not asked", function.signature());
        }
    }
}

/// Who calls is who acts: no contract asks the chain to verify a signature.
#[ink_e2e::test(backend(runtime_only(sandbox = Hub, client = ChainClient)))]
async fn x8_no_contract_accepts_signatures() {
    let (world, _) = World::new(client.chain());
    for (name, _) in world.protocol.contracts() {
        let name = name.replace('-', "_");
        let code = blobs::load(&name).unwrap();
        let imports = |function: &str| code.windows(function.len()).any(|part| part == function.as_bytes());
        assert!(imports("call_data_copy"), "{name}: the names of host functions can be read in the code");
        for function in ["sr25519_verify", "ecdsa_recover", "ecdsa_to_eth_address"] {
            assert!(!imports(function), "{name} imports {function}");
        }
    }
}
