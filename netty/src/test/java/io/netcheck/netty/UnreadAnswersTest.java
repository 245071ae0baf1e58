// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnreadAnswersTest {
  private static final int MEBIBYTE = 1 << 20;

  private final List<String> cutOff = new ArrayList<>();
  private final UnreadAnswers answers = new UnreadAnswers(10L * MEBIBYTE);

  private UnreadAnswers.Unread begin(String name, byte[] body) {
    return answers.begin(body, () -> cutOff.add(name));
  }

  @Test
  void theOldestIsCutOffForANewOne() {
    UnreadAnswers.Unread first = begin("first", new byte[4 * MEBIBYTE]);
    begin("second", new byte[4 * MEBIBYTE]);
    assertEquals(List.of(), cutOff);
    begin("third", new byte[4 * MEBIBYTE]);
    assertEquals(List.of("first"), cutOff);
    first.end();
    begin("fourth", new byte[MEBIBYTE]);
    assertEquals(List.of("first"), cutOff);
  }

  @Test
  void whatWasReadNeedsNoRoom() {
    for (int i = 0; i < 100; i++) {
      begin("answer", new byte[4 * MEBIBYTE]).end();
    }
    assertEquals(List.of(), cutOff);
  }

  @Test
  void theSameBytesAreCountedOnce() {
    byte[] page = new byte[5 * MEBIBYTE];
    for (int i = 0; i < 50; i++) {
      begin("reader " + i, page);
    }
    assertEquals(List.of(), cutOff);
  }

  @Test
  void anAnswerThatIsLargerThanEverythingIsStillGiven() {
    begin("giant", new byte[20 * MEBIBYTE]);
    assertEquals(List.of(), cutOff);
    begin("next", new byte[MEBIBYTE]);
    assertEquals(List.of("giant"), cutOff);
  }
}
