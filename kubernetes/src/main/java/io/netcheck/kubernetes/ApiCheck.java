// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.netcheck.daemon.TaskScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists one object of each kind periodically. A watch is silent if nothing happens, and also if its
 * connection is dead; only a request shows the difference. When the API answers again after an
 * outage, the feed starts again with a list, because its old connection can be dead.
 */
final class ApiCheck implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiCheck.class);

  /** The check of one feed. */
  private static final class FeedCheck {
    private final ResourceFeed<?, ?> feed;
    private final Runnable ask;
    private boolean unanswered;

    FeedCheck(ResourceFeed<?, ?> feed, Runnable ask) {
      this.feed = feed;
      this.ask = ask;
    }

    void run() {
      try {
        ask.run();
        // If the feed is down although the API answers, the last thing that it saw can be the end
        // of an old connection.
        if (unanswered || feed.isBroken() || !feed.health().isUp()) {
          unanswered = false;
          feed.restart();
        }
      } catch (KubernetesClientException e) {
        unanswered = true;
        feed.failed(e);
        LOG.debug("kubernetes check failed", e);
      }
    }
  }

  private final List<FeedCheck> checks = new ArrayList<>();
  private final TaskScheduler scheduler = new TaskScheduler("kubernetes-check");

  /**
   * @param ask sends a request, and throws if there is no answer
   */
  void add(ResourceFeed<?, ?> feed, Runnable ask) {
    checks.add(new FeedCheck(feed, ask));
  }

  /** Starts the checks. No feed can be added afterwards. */
  void start(Duration interval) {
    checks.forEach(check -> scheduler.repeat(interval, check::run));
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
