//! One call with one habit, judged.

use crate::chameleon::{Chameleon, Habit, Kind};
use crate::contract::Contract;
use crate::outcome::End;
use crate::stage::{Row, Stage};
use crate::tokens::Token;
use chain::{Chain, H160, Refusal};
use scenarios::{Cast, World};
use std::collections::BTreeSet;
use story::{
    calls::{Reason, address},
    protocol::Protocol,
};

/// How a call ended that is as it should be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// As if the counterparty were honest.
    Done,
    /// So, but that it is still due what it did not take.
    Due,
    /// As if it had made its own call before or after.
    InTurn,
    /// Refused with an error of the contracts', and nothing was left of it.
    Refused,
    /// Broken off by the chain for want of gas, and nothing was left of it.
    BrokenOff,
}

/// What is done to a world that stays as it is, the chain apart.
pub(crate) struct Play {
    pub(crate) protocol: Protocol,
    pub(crate) it: Chameleon,
    pub(crate) rows: Vec<Row>,
    people: Vec<H160>,
    errors: BTreeSet<[u8; 4]>,
}

/// Something that is done with an honest counterparty: the call itself, or one that the counterparty makes.
pub(crate) enum Act<'a> {
    Row,
    Its(H160, &'a [u8]),
}

impl Play {
    pub(crate) fn new(world: &mut World<'_>, cast: &Cast, kind: Kind) -> Self {
        let mut stage = Stage::new(world, cast, kind);
        stage.set_up();
        let (it, rows) = (stage.it, stage.rows);
        let people = cast.everybody().map(|who| who.address()).to_vec();
        let of = |contract: Contract| contract.abi().errors().map(|error| error.selector().0).collect::<Vec<_>>();
        let errors = Contract::ALL.iter().copied().flat_map(of).collect();
        Self { protocol: world.protocol, it, rows, people, errors }
    }

    fn end(&self, chain: &mut Chain, row: &Row, deposit: i128) -> End {
        let world = World { chain, protocol: self.protocol };
        let mut end = End::of(&world, self.it.address, &self.people, row.who.address(), deposit);
        if self.it.kind == Kind::Token {
            end.surplus = self.surplus(world.chain);
        }
        end
    }

    /// What the splitter has of the chameleon's token beyond what it owes.
    fn surplus(&self, chain: &Chain) -> i128 {
        let held = Token::held(chain, self.it.address, self.protocol.splitter);
        let owed = self.protocol.owed_in(address(self.it.address), chain).unwrap();
        i128::try_from(held).unwrap() - i128::try_from(owed).unwrap()
    }

    /// How the call ends with an honest counterparty: it succeeds.
    pub(crate) fn honest(&self, chain: &mut Chain, row: &Row) -> End {
        self.acts(chain, row, &[Act::Row]).unwrap_or_else(|why| panic!("{} ({}): {why}", row.message, row.role))
    }

    /// How these end, one after the other, with an honest counterparty; what the call is refused with, if it is.
    fn acts(&self, chain: &mut Chain, row: &Row, acts: &[Act<'_>]) -> Result<End, String> {
        chain.undone(|chain| {
            self.it.tell(chain, &Habit::Honest, None);
            let mut deposit = 0;
            for act in acts {
                match act {
                    Act::Row => {
                        let run = chain.attempt(&row.who, row.to, row.data.clone(), row.value);
                        run.result.map_err(said)?;
                        deposit = run.deposit;
                    }
                    Act::Its(to, data) => {
                        chain.attempt(&self.it.master, self.it.address, self.it.through(*to, data), 0);
                    }
                }
            }
            Ok(self.end(chain, row, deposit))
        })
    }

    /// How the call ends with this habit, or what is wrong with that.
    pub(crate) fn bad(
        &self,
        chain: &mut Chain,
        row: &Row,
        honest: &End,
        habit: &Habit,
        selector: Option<[u8; 4]>,
    ) -> Result<Verdict, String> {
        let verdict = chain.undone(|chain| {
            let before = self.end(chain, row, 0);
            self.it.tell(chain, habit, selector);
            let run = chain.attempt(&row.who, row.to, row.data.clone(), row.value);
            self.it.tell(chain, &Habit::Honest, None);
            let refusal = match run.result {
                Ok(_) => {
                    let end = self.end(chain, row, run.deposit);
                    let world = World { chain, protocol: self.protocol };
                    let judged = honest
                        .keeps_due(&world, &self.it, &end)
                        .map(|due| if due == 0 { Verdict::Done } else { Verdict::Due });
                    // A token that moves what it says it moves leaves the splitter with what it owes.
                    let moves = matches!(habit, Habit::Write | Habit::Emit | Habit::Enter(..));
                    if moves && end.surplus != honest.surplus {
                        return Err((format!("the splitter has {} of the token too much", end.surplus), None));
                    }
                    return judged.map_err(|why| (why, Some(Box::new(end))));
                }
                Err(refusal) => refusal,
            };
            if self.end(chain, row, 0) != before {
                return Err(("it is refused and leaves something behind".into(), None));
            }
            match refusal {
                Refusal::Reverted(data) => match data.get(..4) {
                    Some(selector) if self.errors.contains(selector) => Ok(Verdict::Refused),
                    _ => Err((format!("refused without a typed error: {}", Reason(data)), None)),
                },
                Refusal::Trapped(error) if burns(row, habit, self.it.kind) && error == "Revive::OutOfGas" => {
                    Ok(Verdict::BrokenOff)
                }
                Refusal::Trapped(error) => Err((format!("it is broken off: {error}"), None)),
            }
        });
        match (verdict, habit) {
            (Ok(verdict @ (Verdict::Refused | Verdict::BrokenOff)), _) => {
                // The same can be done as soon as the counterparty behaves.
                match self.acts(chain, row, &[Act::Row]) {
                    Ok(end) if end == *honest => Ok(verdict),
                    _ => Err("an honest counterparty cannot do it afterwards".into()),
                }
            }
            (Ok(verdict), _) => Ok(verdict),
            (Err((why, Some(end))), Habit::Enter(to, data)) => {
                let call = Act::Its(*to, data);
                let orders = [[Act::Row, call], [Act::Its(*to, data), Act::Row]];
                let in_turn = orders.iter().any(|acts| {
                    self.acts(chain, row, acts).is_ok_and(|other| {
                        let world = World { chain, protocol: self.protocol };
                        other.keeps_due(&world, &self.it, &end).is_ok()
                    })
                });
                if in_turn {
                    Ok(Verdict::InTurn)
                } else {
                    Err(format!("its own call changes more than in turn: {why}"))
                }
            }
            (Err((why, _)), _) => Err(why),
        }
    }
}

/// The messages that only the one harms who burns all gas: they ask it for its own money's sake, with all the gas
/// there is. In a sale, and wherever others are paid in the same call, its gas is bounded.
const ITS_OWN: [&str; 8] = [
    "Registry.safeTransferFrom",
    "Token.safeTransferFrom",
    "Splitter.release",
    "Splitter.releaseTo",
    "Splitter.releaseMany",
    "Pool.claim",
    "Pool.claimTo",
    "Arbitration.collect",
];

/// Whether a call may end for want of gas: SECURITY.md says where ("What is known").
fn burns(row: &Row, habit: &Habit, kind: Kind) -> bool {
    matches!(habit, Habit::Break | Habit::Loop) && (kind == Kind::Token || ITS_OWN.contains(&row.message))
}

fn said(refusal: Refusal) -> String {
    match refusal {
        Refusal::Reverted(data) => Reason(data).to_string(),
        Refusal::Trapped(error) => error,
    }
}
