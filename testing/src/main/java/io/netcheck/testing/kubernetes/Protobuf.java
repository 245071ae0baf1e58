// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The objects that clients written in Go send as <a
 * href="https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding">protobuf</a>
 * only: namespaces and ConfigMaps from {@code kubectl create}, and the secret in which Helm stores
 * a release. The field numbers are those of {@code generated.proto} in Kubernetes.
 */
final class Protobuf {
  static final String TYPE = "application/vnd.kubernetes.protobuf";

  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private final Map<Integer, List<ByteBuffer>> fields = new TreeMap<>();

  private Protobuf(ByteBuffer message) {
    while (message.hasRemaining()) {
      long tag = varint(message);
      switch ((int) tag & 7) {
        case 0 -> varint(message);
        case 2 -> {
          int length = (int) varint(message);
          ByteBuffer value = message.slice(message.position(), length);
          message.position(message.position() + length);
          fields.merge(
              (int) tag >> 3,
              List.of(value),
              (before, after) -> Stream.concat(before.stream(), after.stream()).toList());
        }
        default -> throw ApiException.unsupported(TYPE);
      }
    }
  }

  private static long varint(ByteBuffer message) {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = message.get();
      value |= (next & 0x7FL) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }

  static ObjectNode read(byte[] bytes) {
    try {
      Protobuf envelope =
          new Protobuf(ByteBuffer.wrap(bytes, MAGIC.length, bytes.length - MAGIC.length).slice());
      Protobuf type = envelope.message(1);
      Protobuf object = envelope.message(2);
      ObjectNode read = ObjectKind.typed(type.text(1), type.text(2));
      Protobuf metadata = object.message(1);
      ObjectNode target = read.putObject("metadata");
      metadata.copy(target, 1, "name");
      metadata.copy(target, 3, "namespace");
      metadata.copy(target, 6, "resourceVersion");
      metadata.entries(11).forEach(it -> target.withObject("/labels").put(it.text(1), it.text(2)));
      metadata
          .entries(12)
          .forEach(it -> target.withObject("/annotations").put(it.text(1), it.text(2)));
      if (type.text(2).equals("Secret")) {
        object.entries(2).forEach(it -> read.withObject("/data").put(it.text(1), it.bytes(2)));
        object.copy(read, 3, "type");
      } else if (type.text(2).equals("ConfigMap")) {
        object.entries(2).forEach(it -> read.withObject("/data").put(it.text(1), it.text(2)));
      }
      return read;
    } catch (BufferUnderflowException | IndexOutOfBoundsException _) {
      throw ApiException.unsupported(TYPE);
    }
  }

  private List<ByteBuffer> all(int field) {
    return fields.getOrDefault(field, List.of());
  }

  private byte[] bytes(int field) {
    List<ByteBuffer> all = all(field);
    byte[] bytes = new byte[all.isEmpty() ? 0 : all.getLast().remaining()];
    if (!all.isEmpty()) {
      all.getLast().duplicate().get(bytes);
    }
    return bytes;
  }

  private String text(int field) {
    return new String(bytes(field), UTF_8);
  }

  private Protobuf message(int field) {
    return new Protobuf(ByteBuffer.wrap(bytes(field)));
  }

  private Stream<Protobuf> entries(int field) {
    return all(field).stream().map(it -> new Protobuf(it.duplicate()));
  }

  private void copy(ObjectNode target, int field, String name) {
    if (bytes(field).length > 0) {
      target.put(name, text(field));
    }
  }
}
