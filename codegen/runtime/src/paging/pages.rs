//! Walking through pages.

use std::{
    collections::HashSet,
    fmt,
    future::poll_fn,
    hash::{DefaultHasher, Hash, Hasher},
    marker::PhantomData,
    task::{Context, Poll, ready},
    vec,
};

use super::{Paged, Paging};
use crate::{
    Async, Blocking, Draft, Error, ErrorKind, Operation,
    core::{Core, read},
    response::Reply,
    transport::BoxFuture,
};

/// The pages of a list, one after the other.
///
/// One page is asked for at a time, and only when it is wanted. After an error there is none:
/// [`token`](Self::token) tells where to go on.
#[must_use = "nothing is asked for before `next`"]
pub struct Pages<Op, M = Async> {
    walk: Walk,
    mode: PhantomData<fn() -> (Op, M)>,
}

/// The items of a list, from all its pages.
///
/// One page is asked for at a time, and only when its items are wanted. After an error there is none:
/// [`token`](Self::token) tells where to go on.
#[must_use = "nothing is asked for before `next`"]
pub struct Items<Op: Paged, M = Async> {
    pages: Pages<Op, M>,
    /// The rest of the present page.
    rest: vec::IntoIter<Op::Item>,
    /// The token of the present page.
    token: Option<String>,
}

/// The part of a walk that is the same for every operation.
struct Walk {
    core: Core,
    paging: Paging,
    /// The request for the next page, or for the one that is under way.
    draft: Draft,
    /// The token of that page. `None` for the first.
    token: Option<String>,
    under_way: Option<BoxFuture<'static, Result<Reply, Error>>>,
    /// What has been seen, as hashes: eight bytes a page.
    seen: HashSet<u64>,
    /// Why there is no page after the one that was given last.
    broken: Option<Error>,
    done: bool,
}

impl Walk {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Reply, Error>>> {
        if self.done {
            return Poll::Ready(self.broken.take().map(Err));
        }
        let under_way = self.under_way.get_or_insert_with(|| {
            let (core, draft) = (self.core.clone(), self.draft.clone());
            Box::pin(async move { core.exchange(&draft).await })
        });
        let result = ready!(under_way.as_mut().poll(context));
        self.under_way = None;
        self.done = result.is_err();
        Poll::Ready(Some(result))
    }

    /// Goes on to the page after the one of this response.
    ///
    /// # Errors
    /// If this page is one that has been given. That the next one is, is told after this one has been given, since what it
    /// holds is as good as any other.
    fn advance(&mut self, reply: &Reply, count: usize) -> Result<(), Error> {
        let Some(token) = self.paging.next(reply, &self.draft, count) else {
            self.done = true;
            return Ok(());
        };
        if self.is_new(self.paging.identity(&token, &reply.body)) {
            self.go_to(token);
            return Ok(());
        }
        self.done = true;
        let error = Error::new(ErrorKind::PageLoop, "the list repeats a page").with_reply(reply.clone());
        let error = error.in_operation(self.draft.operation().id, reply.attempts);
        if !self.paging.is_by_token() {
            return Err(error);
        }
        self.broken = Some(error);
        Ok(())
    }

    fn is_new(&mut self, identity: &[u8]) -> bool {
        let mut hasher = DefaultHasher::new();
        identity.hash(&mut hasher);
        self.seen.insert(hasher.finish())
    }

    fn go_to(&mut self, token: String) {
        self.paging.apply(&mut self.draft, &token);
        self.token = Some(token);
    }
}

impl<Op: Paged, M> Pages<Op, M> {
    #[doc(hidden)]
    pub fn new(core: Core, draft: Draft) -> Self {
        let (paging, seen) = (Op::PAGING, HashSet::new());
        let walk = Walk { core, paging, draft, token: None, under_way: None, seen, broken: None, done: false };
        Self { walk, mode: PhantomData }
    }

    /// Begins at the page that a token stands for, which [`token`](Self::token) gave earlier for the same list.
    pub fn resume(mut self, token: impl Into<String>) -> Self {
        let token = token.into();
        if self.walk.paging.is_by_token() {
            self.walk.is_new(token.as_bytes());
        }
        self.walk.go_to(token);
        self
    }

    /// What stands for the page that comes next, or that failed. `None` if that is the first page.
    pub fn token(&self) -> Option<&str> {
        self.walk.token.as_deref()
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Op::Output, Error>>> {
        let result = ready!(self.walk.poll(context)).map(|reply| self.read(reply?));
        if let Some(Err(_)) = &result {
            self.walk.done = true;
        }
        Poll::Ready(result)
    }

    fn read(&mut self, reply: Reply) -> Result<Op::Output, Error> {
        let page = read::<Op>(reply.clone())?.body;
        self.walk.advance(&reply, Op::count(&page))?;
        Ok(page)
    }
}

impl<Op: Paged> Pages<Op> {
    /// The next page. `None` after the last one, and after an error. To drop the future before it is ready loses nothing.
    pub async fn next(&mut self) -> Option<Result<Op::Output, Error>> {
        poll_fn(|context| self.poll_page(context)).await
    }
}

impl<Op: Paged> Iterator for Pages<Op, Blocking> {
    type Item = Result<Op::Output, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let core = self.walk.core.clone();
        core.block_on(poll_fn(|context| self.poll_page(context)))
    }
}

impl<Op: Paged, M> Items<Op, M> {
    #[doc(hidden)]
    pub fn new(core: Core, draft: Draft) -> Self {
        Self { pages: Pages::new(core, draft), rest: Vec::new().into_iter(), token: None }
    }

    /// Begins at the page that a token stands for, which [`token`](Self::token) gave earlier for the same list.
    pub fn resume(mut self, token: impl Into<String>) -> Self {
        self.pages = self.pages.resume(token);
        self
    }

    /// What stands for the page that the next item comes from: to resume there gives it, and maybe some before it again.
    /// `None` if that is the first page.
    pub fn token(&self) -> Option<&str> {
        if self.rest.len() > 0 { self.token.as_deref() } else { self.pages.token() }
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Op::Item, Error>>> {
        loop {
            if let Some(item) = self.rest.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            let token = self.pages.token().map(str::to_owned);
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => {
                    self.rest = Op::items(page).into_iter();
                    self.token = token;
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<Op: Paged> Items<Op> {
    /// The next item. `None` after the last one, and after an error. To drop the future before it is ready loses nothing.
    pub async fn next(&mut self) -> Option<Result<Op::Item, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// All items.
    ///
    /// # Errors
    /// The first error, and then no items.
    pub async fn try_collect(mut self) -> Result<Vec<Op::Item>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }
}

impl<Op: Paged> Items<Op, Blocking> {
    /// All items.
    ///
    /// # Errors
    /// The first error, and then no items.
    pub fn try_collect(self) -> Result<Vec<Op::Item>, Error> {
        self.collect()
    }
}

impl<Op: Paged> Iterator for Items<Op, Blocking> {
    type Item = Result<Op::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let core = self.pages.walk.core.clone();
        core.block_on(poll_fn(|context| self.poll_item(context)))
    }
}

/// The items are moved out one by one and never pinned.
impl<Op: Paged, M> Unpin for Items<Op, M> {}

#[cfg(feature = "stream")]
mod stream {
    use std::{pin::Pin, task::Context, task::Poll};

    use futures_core::Stream;

    use super::{Error, Items, Paged, Pages};

    impl<Op: Paged> Stream for Pages<Op> {
        type Item = Result<Op::Output, Error>;

        fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.poll_page(context)
        }
    }

    impl<Op: Paged> Stream for Items<Op> {
        type Item = Result<Op::Item, Error>;

        fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.poll_item(context)
        }
    }
}

impl<Op: Operation, M> fmt::Debug for Pages<Op, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &Op::INFO.id).field("done", &self.walk.done).finish_non_exhaustive()
    }
}

impl<Op: Paged, M> fmt::Debug for Items<Op, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).field("at_hand", &self.rest.len()).finish_non_exhaustive()
    }
}
