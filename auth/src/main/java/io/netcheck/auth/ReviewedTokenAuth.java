// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.TokenBucket;
import io.netcheck.daemon.http.BearerToken;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.TokenHash;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Authenticates agents by tokens that an authority reviews. Results are remembered for a minute and
 * renewed in the background. While the authority does not answer, known agents are accepted for a
 * grace period, and unknown ones are refused.
 */
final class ReviewedTokenAuth implements Authenticator {
  /** A review is valid for this time. */
  static final Duration VALID = Duration.ofSeconds(60);

  /** If a review is older than this, a request starts its renewal and does not wait for it. */
  static final Duration RENEWED = Duration.ofSeconds(40);

  /** An agent waits three seconds for its answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * The minimum validity of a token that the authority has just accepted, even if the local wall
   * clock says that it has expired.
   */
  private static final Duration LEAST_LIFE = Duration.ofSeconds(10);

  private static final TokenBucket.Rate TRIES = TokenBucket.Rate.perSecond(5, 5);

  private static final Duration FOR_EVER = Duration.ofDays(36_500);
  private static final int CONCURRENT = 16;

  private final TokenReviewer reviewer;
  private final long graceNanos;
  private final ProcessClock clock;
  private final ReviewStatus status;
  private final TokenVerdicts verdicts;
  private final ReviewBudget budget;

  /** How often all requests together try an authority that does not answer. */
  private final TokenBucket tries;

  private final Semaphore places = new Semaphore(CONCURRENT);

  /** Only one review of a token runs at a time, and all requests with that token wait for it. */
  private final Map<TokenHash, CompletableFuture<TokenReview>> asked = new ConcurrentHashMap<>();

  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("token-review-", 0).factory());

  /**
   * @param mostTokens the size of the cache
   */
  ReviewedTokenAuth(
      TokenReviewer reviewer,
      Duration grace,
      int mostTokens,
      ReviewStatus status,
      ProcessClock clock) {
    this.reviewer = reviewer;
    this.graceNanos = grace.toNanos();
    this.verdicts = new TokenVerdicts(mostTokens);
    this.status = status;
    this.clock = clock;
    this.budget = new ReviewBudget(clock.nanoTime());
    this.tries = new TokenBucket(TRIES, clock.nanoTime());
  }

  @Override
  public AuthenticatedCaller identify(RequestHead head) {
    return identifyAtOnce(head).orElseGet(() -> reviewed(head));
  }

  @Override
  public Optional<AuthenticatedCaller> identifyAtOnce(RequestHead head) {
    Optional<String> token = BearerToken.in(head.authorization());
    if (token.isEmpty()) {
      return Optional.of(new AuthenticatedCaller.Refused(AuthRefusal.NO_TOKEN));
    }
    TokenHash hash = TokenHash.of(token.get());
    long now = clock.nanoTime();
    return verdicts
        .find(hash, now)
        .flatMap(known ->
            switch (known) {
              case TokenVerdicts.Rejected bad ->
                  Optional.of(new AuthenticatedCaller.Refused(bad.why()));
              case TokenVerdicts.Accepted good -> accepted(good, hash, token.get(), now);
            });
  }

  /** Empty if the review of the token is no longer valid, or its pod is gone. */
  private Optional<AuthenticatedCaller> accepted(
      TokenVerdicts.Accepted good, TokenHash hash, String token, long now) {
    if (reviewer.isGone(good.pod())) {
      verdicts.remove(hash);
      return Optional.empty();
    }
    long age = now - good.reviewedNanos();
    if (age >= good.lifeNanos()) {
      // The token expired, which needs no review.
      verdicts.put(hash, new TokenVerdicts.Rejected(AuthRefusal.WRONG_TOKEN, now));
      return Optional.of(new AuthenticatedCaller.Refused(AuthRefusal.WRONG_TOKEN));
    }
    if (age >= VALID.toNanos()) {
      return Optional.empty();
    }
    if (age >= RENEWED.toNanos()) {
      CompletableFuture<TokenReview> _ = ask(hash, token);
    }
    return Optional.of(agent(good.pod()));
  }

  /** Waits for the review of a token that was never reviewed, or too long ago. */
  private AuthenticatedCaller reviewed(RequestHead head) {
    String token = BearerToken.in(head.authorization()).orElseThrow();
    TokenHash hash = TokenHash.of(token);
    long now = clock.nanoTime();
    Optional<TokenVerdicts.Remembered> known = verdicts.find(hash, now);
    if (known.isEmpty()) {
      return unknown(hash, token, head.client(), now);
    }
    return switch (known.get()) {
      case TokenVerdicts.Rejected bad -> new AuthenticatedCaller.Refused(bad.why());
      case TokenVerdicts.Accepted good -> renewed(good, hash, token, now);
    };
  }

  private static AuthenticatedCaller agent(AgentPod pod) {
    return new AuthenticatedCaller.OneAgent(pod.id(), pod.key());
  }

  private AuthenticatedCaller renewed(
      TokenVerdicts.Accepted good, TokenHash hash, String token, long now) {
    return switch (answer(ask(hash, token))) {
      case TokenReview.Good again -> agent(again.pod());
      case TokenReview.Bad bad -> new AuthenticatedCaller.Refused(bad.why());
      case TokenReview.Unanswered _ -> {
        if (now - good.reviewedNanos() < VALID.toNanos() + graceNanos) {
          status.graced();
          yield agent(good.pod());
        }
        yield new AuthenticatedCaller.Refused(AuthRefusal.UNAVAILABLE);
      }
    };
  }

  private AuthenticatedCaller unknown(TokenHash hash, String token, InetAddress source, long now) {
    CompletableFuture<TokenReview> pending = asked.get(hash);
    if (pending == null) {
      if (!budget.take(source, now)) {
        return new AuthenticatedCaller.Refused(AuthRefusal.TOO_MANY_TOKENS);
      }
      pending = ask(hash, token);
      CompletableFuture<Void> _ =
          pending.thenAccept(review -> {
            if (review instanceof TokenReview.Good) {
              budget.giveBack(source);
            }
          });
    }
    return switch (answer(pending)) {
      case TokenReview.Good good -> agent(good.pod());
      case TokenReview.Bad bad -> new AuthenticatedCaller.Refused(bad.why());
      case TokenReview.Unanswered _ -> new AuthenticatedCaller.Refused(AuthRefusal.UNAVAILABLE);
    };
  }

  private CompletableFuture<TokenReview> ask(TokenHash hash, String token) {
    if (!status.isAnswering() && !mayTry()) {
      return CompletableFuture.completedFuture(new TokenReview.Unanswered("it is silent", false));
    }
    CompletableFuture<TokenReview> mine = new CompletableFuture<>();
    CompletableFuture<TokenReview> others = asked.putIfAbsent(hash, mine);
    if (others != null) {
      return others;
    }
    try {
      threads.execute(() -> review(hash, token, mine));
    } catch (RejectedExecutionException _) {
      mine.complete(new TokenReview.Unanswered("this exporter ends", false));
    }
    return mine;
  }

  private boolean mayTry() {
    synchronized (tries) {
      return tries.take(clock.nanoTime());
    }
  }

  private void review(TokenHash hash, String token, CompletableFuture<TokenReview> result) {
    TokenReview review = new TokenReview.Unanswered("it could not be asked", false);
    try {
      places.acquire();
      try {
        review = reviewer.review(token);
      } finally {
        places.release();
      }
      status.note(review);
      remember(hash, token, review);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      asked.remove(hash);
      result.complete(review);
    }
  }

  private void remember(TokenHash hash, String token, TokenReview review) {
    long now = clock.nanoTime();
    switch (review) {
      case TokenReview.Good good ->
          verdicts.put(hash, new TokenVerdicts.Accepted(good.pod(), now, life(token)));
      case TokenReview.Bad bad -> verdicts.put(hash, new TokenVerdicts.Rejected(bad.why(), now));
      case TokenReview.Unanswered _ -> {
        // Without an answer there is nothing to remember.
      }
    }
  }

  private long life(String token) {
    Duration left =
        TokenExpiry.of(token)
            .map(expiry -> Duration.between(clock.instant(), expiry))
            .filter(it -> it.compareTo(FOR_EVER) < 0)
            .orElse(FOR_EVER);
    return (left.compareTo(LEAST_LIFE) < 0 ? LEAST_LIFE : left).toNanos();
  }

  /**
   * Waits for the answer, but not while the authority is known to be silent. Waiting would be
   * useless then, and would take places from known agents.
   */
  private TokenReview answer(CompletableFuture<TokenReview> pending) {
    boolean waits = status.isAnswering();
    try {
      return pending.get(waits ? PATIENCE.toMillis() : 0, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new TokenReview.Unanswered("interrupted", false);
    } catch (TimeoutException _) {
      if (waits) {
        status.late();
      }
      return new TokenReview.Unanswered("no answer in time", false);
    } catch (ExecutionException e) {
      throw new IllegalStateException("it is never completed so", e);
    }
  }

  @Override
  public Optional<ReviewStatus> reviews() {
    return Optional.of(status);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
