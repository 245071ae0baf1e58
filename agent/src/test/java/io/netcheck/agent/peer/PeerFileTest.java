// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerFileTest {
  private static final PeerList PEERS =
      new PeerList(
          "g7",
          List.of(
              new Peer(
                  new ClientId(AgentKind.POD, "n2"),
                  "a",
                  new Endpoint(
                      List.of(InetAddress.ofLiteral("10.0.0.2"), InetAddress.ofLiteral("fd00::2")),
                      List.of(InetAddress.ofLiteral("192.168.0.2")),
                      6100))));

  @TempDir Path folder;

  @Test
  void whatWasSavedIsLoaded() {
    PeerFile file = new PeerFile(folder.resolve("peers.json"));
    file.save(PEERS);
    assertEquals(PEERS, file.load());
  }

  @Test
  void aNewListReplacesTheOldOneAndLeavesNothingBeside() throws IOException {
    PeerFile file = new PeerFile(folder.resolve("peers.json"));
    file.save(PEERS);
    file.save(new PeerList("g8", List.of()));
    assertEquals("g8", file.load().generation());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void noFileIsNoPeers() {
    assertEquals(PeerList.NONE, new PeerFile(folder.resolve("none.json")).load());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"generation\":\"g\",\"list\":[{}]}", "\0\0\0"})
  void aFileThatIsNoListIsDoneWithout(String content) throws IOException {
    Path path = folder.resolve("peers.json");
    Files.writeString(path, content);
    assertEquals(PeerList.NONE, new PeerFile(path).load());
  }

  @Test
  void aFolderThatIsNotThereIsDoneWithoutUntilItIs() throws IOException {
    PeerFile file = new PeerFile(folder.resolve("missing/peers.json"));
    file.save(PEERS);
    assertEquals(PeerList.NONE, file.load());
    file.retry();
    Files.createDirectory(folder.resolve("missing"));
    file.retry();
    assertEquals(PEERS, file.load());
  }
}
