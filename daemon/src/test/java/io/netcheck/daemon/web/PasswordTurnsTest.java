// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordTurnsTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final PasswordTurns turns = new PasswordTurns(Duration.ofMinutes(1));

  /** The sources in the order of their turns. */
  private final List<String> order = new CopyOnWriteArrayList<>();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private Future<Boolean> ask(String source) {
    return threads.submit(() -> {
      boolean came = turns.begin(InetAddress.ofLiteral(source));
      if (came) {
        order.add(source);
      }
      return came;
    });
  }

  private void askAndWait(String source) {
    int before = turns.waiting();
    Future<Boolean> _ = ask(source);
    await().until(() -> turns.waiting() == before + 1);
  }

  private void endAllTurns(int count) {
    for (int i = 0; i < count; i++) {
      int before = order.size();
      turns.end();
      await().until(() -> order.size() == before + 1);
    }
    turns.end();
  }

  @Test
  void aSourceThatAsksOnceWaitsForOneTurnOfOneThatAsksWithoutEnd() throws Exception {
    assertTrue(ask("192.0.2.1").get());
    order.clear();
    for (int i = 0; i < 4; i++) {
      askAndWait("192.0.2.1");
    }
    assertFalse(ask("192.0.2.1").get(), "it has all the places of one source");
    askAndWait("192.0.2.2");

    endAllTurns(5);

    assertEquals(List.of("192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.1", "192.0.2.1"), order);
  }

  @Test
  void aNetworkOfAddressesIsOneSource() throws Exception {
    assertTrue(ask("2001:db8::1").get());
    for (int i = 2; i < 6; i++) {
      askAndWait("2001:db8::" + i);
    }
    assertFalse(ask("2001:db8::6").get());
    askAndWait("2001:db8:0:1::1");
  }

  @Test
  void aClientThatGivesUpLeavesItsPlace() throws Exception {
    assertTrue(ask("192.0.2.1").get());
    Future<Boolean> impatient = ask("192.0.2.2");
    await().until(() -> turns.waiting() == 1);
    impatient.cancel(true);
    await().until(() -> turns.waiting() == 0);

    turns.end();

    assertTrue(ask("192.0.2.3").get(), "the turn is not lost");
  }

  @Test
  void patienceEnds() throws Exception {
    PasswordTurns impatient = new PasswordTurns(Duration.ofMillis(1));
    InetAddress source = InetAddress.ofLiteral("192.0.2.1");
    assertTrue(impatient.begin(source));
    assertFalse(impatient.begin(source));
    assertEquals(0, impatient.waiting());
  }
}
