// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.live;

import io.netcheck.daemon.LoopWatch;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.TaskScheduler;
import io.netcheck.daemon.http.EventFeed;
import io.netcheck.daemon.http.EventSink;
import io.netcheck.daemon.http.Request;
import io.netcheck.daemon.http.Routes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v2/events}: the state, and then what changes. One thread looks for the next
 * assessment, writes what changed once, and gives the same bytes to all streams. Without streams it
 * does nothing. Thread-safe.
 */
public final class LiveEvents implements AutoCloseable {
  public static final String PATH = "/api/v2/events";

  /** Looking costs nothing as long as there is no new assessment. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  /** With the time of a look, less than the two seconds after which data count as old. */
  private static final Duration TICK_AFTER = Duration.ofMillis(1_500);

  private static final Duration COMMENT_AFTER = Duration.ofSeconds(15);

  /** A client that is gone for longer gets everything anew. */
  private static final Duration IDLE = Duration.ofSeconds(60);

  /**
   * Then a client has to connect again, so that one whose password or token is no longer valid is
   * refused.
   */
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Moments moments;
  private final ProcessClock clock;
  private final TaskScheduler thread = new TaskScheduler("live");
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
  private final RecentChanges recent = new RecentChanges();

  private volatile boolean closed;

  // Only the thread uses these.
  private boolean begun;
  private byte @Nullable [] state;
  private long stateId;
  private long sentNanos;
  private long commentNanos;
  private long followedNanos;

  /** One stream. */
  private static final class Follower {
    final EventSink sink;
    final Optional<LastEventId> last;
    final long sinceNanos;
    boolean greeted;

    Follower(EventSink sink, Optional<LastEventId> last, long sinceNanos) {
      this.sink = sink;
      this.last = last;
      this.sinceNanos = sinceNanos;
    }
  }

  /** Begins to look. */
  public LiveEvents(Moments moments, ProcessClock clock) {
    this(moments, clock, LOOK_EVERY);
  }

  LiveEvents(Moments moments, ProcessClock clock, Duration lookEvery) {
    this.moments = moments;
    this.clock = clock;
    thread.repeat(lookEvery, this::look);
  }

  /** Lets {@code watch} notice if the streams get nothing any more. */
  public LiveEvents watchedBy(LoopWatch watch) {
    thread.watchedBy(watch);
    return this;
  }

  /** Adds its route. */
  public void addTo(Routes routes) {
    routes.events(PATH, this::choose);
  }

  private EventFeed choose(Request request) {
    Optional<LastEventId> last = LastEventId.of(request);
    return sink -> follow(sink, last);
  }

  private Runnable follow(EventSink sink, Optional<LastEventId> last) {
    Follower follower = new Follower(sink, last, clock.nanoTime());
    followers.add(follower);
    if (closed) {
      sink.end(EventText.RETRY);
    }
    thread.runAfter(Duration.ZERO, this::look);
    return () -> followers.remove(follower);
  }

  private void look() {
    long now = clock.nanoTime();
    if (followers.isEmpty()) {
      if (begun && now - followedNanos > IDLE.toNanos()) {
        forget();
      }
      return;
    }
    followedNanos = now;
    Moments.LiveMoment moment = moments.next();
    LastEventId id = new LastEventId(moments.instance(), moment.id());
    if (!begun) {
      begun = true;
      recent.begin(moment.id());
      commentNanos = now;
    }
    byte[] tick = EventText.tick(id, moment.at());
    if (moment.change().isPresent()) {
      byte[] event = EventText.event(id, "change", moment.change().get());
      recent.add(moment.id(), event, now);
      sendToGreeted(event);
      sentNanos = now;
    } else if (now - sentNanos > TICK_AFTER.toNanos()) {
      sendToGreeted(tick);
      sentNanos = now;
    }
    if (now - commentNanos > COMMENT_AFTER.toNanos()) {
      sendToGreeted(EventText.COMMENT);
      commentNanos = now;
    }
    for (Follower follower : followers) {
      if (!follower.greeted) {
        follower.greeted = true;
        greet(follower, id, moment, tick);
      } else if (now - follower.sinceNanos > LONGEST.toNanos()) {
        follower.sink.end(EventText.RETRY);
      }
    }
  }

  private void sendToGreeted(byte[] event) {
    for (Follower follower : followers) {
      if (follower.greeted) {
        follower.sink.send(event);
      }
    }
  }

  /** Sends what a new client does not know yet. */
  private void greet(Follower follower, LastEventId id, Moments.LiveMoment moment, byte[] tick) {
    Optional<List<byte[]>> missed =
        follower
            .last
            .filter(last -> last.instance().equals(id.instance()))
            .flatMap(last -> recent.since(last.id(), id.id()));
    if (missed.isPresent()) {
      missed.get().forEach(follower.sink::send);
      follower.sink.send(tick);
    } else {
      follower.sink.send(state(id, moment));
    }
  }

  /** The whole state, written once for all clients that come while it is the latest. */
  private byte[] state(LastEventId id, Moments.LiveMoment moment) {
    byte[] written = state;
    if (written == null || stateId != moment.id()) {
      written = EventText.event(id, "state", moment.state().get());
      state = written;
      stateId = moment.id();
    }
    return written;
  }

  private void forget() {
    begun = false;
    state = null;
    recent.clear();
    moments.forget();
  }

  /** Ends all streams in order, with the time after which their clients connect again. */
  @Override
  public void close() {
    closed = true;
    thread.close();
    followers.forEach(follower -> follower.sink.end(EventText.RETRY));
  }
}
