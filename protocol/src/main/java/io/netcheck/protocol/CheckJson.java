// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

/** Checks of users as JSON; {@code docs/api.md} describes every field. */
public final class CheckJson {
  /** The largest request: names, and a few short lists. */
  public static final int MAX_REQUEST_BYTES = 4 * 1024;

  private CheckJson() {}

  public static byte[] write(CheckRequest request) {
    return PeerJson.json(out -> CheckWriter.request(out, request));
  }

  public static byte[] write(CheckProgress progress) {
    return PeerJson.json(out -> CheckWriter.progress(out, progress));
  }

  /**
   * Reads what {@link #write(CheckRequest)} writes, from any sender.
   *
   * @throws MalformedException if {@code json} is not a request
   */
  public static CheckRequest readRequest(byte[] json) throws MalformedException {
    return JsonInput.read(json, CheckReader::request);
  }

  /**
   * Reads what {@link #write(CheckProgress)} writes.
   *
   * @throws MalformedException if {@code json} is not the progress of a check
   */
  public static CheckProgress readProgress(byte[] json) throws MalformedException {
    return JsonInput.read(json, CheckResultReader::progress);
  }
}
