// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netcheck.protocol.IntervalStretch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeardValueTest {
  @Test
  void anItemWithoutAClientIsNoClient() throws IOException {
    HeardValue.Item item = read("{\"heard\":[[]]}").heard().getFirst();
    assertEquals(Optional.empty(), item.id());
    assertEquals("", item.instance());
    assertEquals(List.of(), item.sequences());
  }

  @Test
  void anItemWithoutSequencesHasNone() throws IOException {
    assertEquals(
        List.of(),
        read("{\"heard\":[[\"host/a\",\"i\",null,1,true]]}").heard().getFirst().sequences());
  }

  @Test
  void aSequenceIsANumber() {
    assertThrows(IOException.class, () -> read("{\"heard\":[[\"host/a\",\"i\",[null],1,true]]}"));
  }

  @Test
  void theStretchOfIntervalsIsHandedOnAndStaysWithinItsBounds() throws IOException {
    byte[] written =
        HeardValue.of(Duration.ofSeconds(1), new IntervalStretch(3), Map.of(), 0).write();
    assertEquals(new IntervalStretch(3), HeardValue.read(written).intervals());
    assertEquals(IntervalStretch.NONE, read("{}").intervals(), "from an older exporter");
    assertEquals(IntervalStretch.NONE, read("{\"stretch\":-7}").intervals());
    assertEquals(IntervalStretch.FULL, read("{\"stretch\":99}").intervals());
  }

  @Test
  void nullIsNoValue() {
    assertThrows(IOException.class, () -> read("null"));
  }

  private static HeardValue read(String json) throws IOException {
    return HeardValue.read(GzipRecords.pack(out -> out.write(json.getBytes(UTF_8))));
  }
}
