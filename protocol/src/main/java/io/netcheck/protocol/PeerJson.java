// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Peers as JSON: in the answer to a heartbeat and in an agent's last-known-good file. */
public final class PeerJson {
  /** The exporter never sends more peers to an agent. */
  static final int MAX_PEERS = 5_000;

  /** Usually one per IP family; a node can have several. */
  private static final int MAX_ADDRESSES = 8;

  private PeerJson() {}

  public static byte[] write(PeerList list) {
    return json(out -> write(out, list));
  }

  /**
   * Reads what {@link #write(PeerList)} writes.
   *
   * @throws MalformedException if {@code json} is not a list of peers
   */
  public static PeerList read(byte[] json) throws MalformedException {
    return JsonInput.read(json, PeerJson::read);
  }

  interface Content {
    void write(JsonGenerator out) throws IOException;
  }

  static byte[] json(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator out = JsonInput.FACTORY.createGenerator(bytes)) {
      content.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: writing to memory", e);
    }
    return bytes.toByteArray();
  }

  static void write(JsonGenerator out, PeerList list) throws IOException {
    out.writeStartObject();
    out.writeStringField("generation", list.generation());
    out.writeArrayFieldStart("list");
    for (Peer peer : list.peers()) {
      write(out, peer);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  static void write(JsonGenerator out, Peer peer) throws IOException {
    out.writeStartObject();
    write(out, peer.id());
    if (!peer.zone().isEmpty()) {
      out.writeStringField("zone", peer.zone());
    }
    write(out, peer.endpoint());
    out.writeEndObject();
  }

  static void write(JsonGenerator out, ClientId id) throws IOException {
    out.writeStringField("kind", id.kind().label());
    out.writeStringField("node", id.node());
  }

  static void write(JsonGenerator out, Endpoint endpoint) throws IOException {
    addresses(out, "pod_addresses", endpoint.podAddresses());
    addresses(out, "node_addresses", endpoint.nodeAddresses());
    out.writeNumberField("port", endpoint.port());
  }

  private static void addresses(JsonGenerator out, String name, List<InetAddress> addresses)
      throws IOException {
    if (!addresses.isEmpty()) {
      out.writeArrayFieldStart(name);
      for (InetAddress address : addresses) {
        out.writeString(address.getHostAddress());
      }
      out.writeEndArray();
    }
  }

  static PeerList read(JsonInput in) throws IOException {
    PeerListFields fields = new PeerListFields();
    in.object(name ->
        switch (name) {
          case "generation" -> {
            fields.generation = Optional.of(in.text("a generation", PeerJson::wordOrNothing));
            yield true;
          }
          case "list" -> {
            fields.peers = in.list(MAX_PEERS, PeerJson::peer);
            yield true;
          }
          default -> false;
        });
    return new PeerList(in.required("generation", fields.generation), fields.peers);
  }

  private static final class PeerListFields {
    private Optional<String> generation = Optional.empty();
    private List<Peer> peers = List.of();
  }

  /** The fields of an agent's identity and endpoint, which are on the same level. */
  static final class IdentityFields {
    private Optional<AgentKind> kind = Optional.empty();
    private Optional<String> node = Optional.empty();
    private Optional<Integer> port = Optional.empty();
    private List<InetAddress> podAddresses = List.of();
    private List<InetAddress> nodeAddresses = List.of();
    String zone = "";

    boolean read(String name, JsonInput in) throws IOException {
      switch (name) {
        case "kind" -> kind = Optional.of(in.text("pod or host", AgentKind::of));
        case "node" -> node = Optional.of(in.text("an RFC 1123 name", PeerJson::node));
        case "zone" -> zone = in.text("a zone's name", PeerJson::wordOrNothing);
        case "port" -> port = Optional.of((int) in.integer(1, 65_535));
        case "pod_addresses" -> podAddresses = addresses(in);
        case "node_addresses" -> nodeAddresses = addresses(in);
        default -> {
          return false;
        }
      }
      return true;
    }

    ClientId id(JsonInput in) throws MalformedException {
      return new ClientId(in.required("kind", kind), in.required("node", node));
    }

    Endpoint endpoint(JsonInput in) throws MalformedException {
      return new Endpoint(podAddresses, nodeAddresses, in.required("port", port));
    }
  }

  static Peer peer(JsonInput in) throws IOException {
    IdentityFields fields = new IdentityFields();
    in.object(name -> fields.read(name, in));
    return new Peer(fields.id(in), fields.zone, fields.endpoint(in));
  }

  private static List<InetAddress> addresses(JsonInput in) throws IOException {
    return in.list(MAX_ADDRESSES, element -> element.text("an IP address", Addresses::literal));
  }

  static Optional<String> node(String text) {
    return Names.isNode(text) ? Optional.of(text) : Optional.empty();
  }

  static Optional<String> wordOrNothing(String text) {
    return text.isEmpty() || Names.isWord(text) ? Optional.of(text) : Optional.empty();
  }
}
