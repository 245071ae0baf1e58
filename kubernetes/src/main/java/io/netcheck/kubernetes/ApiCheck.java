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
 * Asks now and then for a list of one. A watch is silent when nothing happens, and just so when its
 * connection is dead; only a question tells. When answers come again after none did, the feed
 * starts anew: the list decides, and no connection from before the outage is trusted.
 */
final class ApiCheck implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiCheck.class);

  /** One feed, and how to ask for one of its objects. */
  private static final class Question {
    private final ResourceFeed<?, ?> feed;
    private final Runnable ask;
    private boolean unanswered;

    Question(ResourceFeed<?, ?> feed, Runnable ask) {
      this.feed = feed;
      this.ask = ask;
    }

    void put() {
      try {
        ask.run();
        // A feed that is not well though there are answers may only have heard the end of an old
        // connection last.
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

  private final List<Question> questions = new ArrayList<>();
  private final TaskScheduler scheduler = new TaskScheduler("kubernetes-check");

  /**
   * @param ask throws where there is no answer
   */
  void add(ResourceFeed<?, ?> feed, Runnable ask) {
    questions.add(new Question(feed, ask));
  }

  /** From now on; nothing may be added any more. */
  void start(Duration interval) {
    questions.forEach(question -> scheduler.repeat(interval, question::put));
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
