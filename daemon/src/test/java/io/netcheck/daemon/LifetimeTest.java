// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifetimeTest {
  private final List<String> closed = new ArrayList<>();
  private final Lifetime lifetime = new Lifetime();

  @Test
  void partsAreClosedInReverseOrderAndOnce() {
    lifetime.own(() -> closed.add("first"));
    lifetime.own(() -> closed.add("second"));
    lifetime.own(() -> closed.add("third"));
    lifetime.close();
    lifetime.close();
    assertEquals(List.of("third", "second", "first"), closed);
  }

  @Test
  void aPartThatFailsDoesNotKeepTheOthersOpen() {
    lifetime.own(() -> closed.add("first"));
    lifetime.own(() -> {
      throw new IOException("broken on purpose");
    });
    lifetime.own(() -> closed.add("third"));
    lifetime.close();
    assertEquals(List.of("third", "first"), closed);
  }
}
