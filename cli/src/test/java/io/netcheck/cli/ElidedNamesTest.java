// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElidedNamesTest {
  @ParameterizedTest
  @CsvSource({
    "demo-1 demo-2 demo-3, demo-*, 1 2 3",
    "node-10 node-11, node-*, 10 11",
    "n1 n2, *, n1 n2",
    "w-1.eu.example w-2.eu.example, w-*.eu.example, 1 2",
    "a-1.example b-1.example, *-1.example, a b",
    "a-b a-b-b, a-*, b b-b",
    "ip-10-0-0-1 ip-10-0-0-12 ip-10-0-1-1, ip-10-0-*, 0-1 0-12 1-1",
    "alone-1, *, alone-1",
    "same-1 same-1, *, same-1 same-1",
    "x- x-y, *, x- x-y"
  })
  void onlyWhatDiffersIsLeft(String names, String pattern, String left) {
    List<String> all = List.of(names.split(" "));
    ElidedNames elided = ElidedNames.of(all);
    assertEquals(pattern, elided.toString());
    assertEquals(List.of(left.split(" ")), all.stream().map(elided::of).toList());
  }
}
