// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.peer;

import io.netcheck.protocol.MalformedException;
import io.netcheck.protocol.PeerJson;
import io.netcheck.protocol.PeerList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves the peers to a file, so that an agent that restarts while the exporter is away continues to
 * probe them. The file always holds a complete list: a new list is written to a second file, which
 * then replaces the first. A file that cannot be read or written is logged once, and the agent
 * continues without it. Not thread-safe.
 */
public final class PeerFile {
  private static final Logger LOG = LoggerFactory.getLogger(PeerFile.class);

  /** Much more than the largest list of an exporter. */
  private static final long MAX_BYTES = 4 << 20;

  private final Path path;

  /** The list that could not be saved. */
  private Optional<PeerList> unsaved = Optional.empty();

  public PeerFile(Path path) {
    this.path = path;
  }

  /** The list that was saved last, or {@link PeerList#NONE} if there is none. */
  public PeerList load() {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new IOException("larger than " + MAX_BYTES + " bytes");
      }
      PeerList peers = PeerJson.read(Files.readAllBytes(path));
      LOG.info("peers loaded count={} file={}", peers.peers().size(), path);
      return peers;
    } catch (NoSuchFileException _) {
      return PeerList.NONE;
    } catch (MalformedException e) {
      LOG.warn("peers file ignored file={} at={} problem=\"{}\"", path, e.field(), e.getMessage());
      return PeerList.NONE;
    } catch (IOException e) {
      LOG.warn("peers file not readable file={} problem=\"{}\"", path, e.toString());
      return PeerList.NONE;
    }
  }

  public void save(PeerList peers) {
    Path next = path.resolveSibling(path.getFileName() + ".new");
    try {
      Files.write(next, PeerJson.write(peers));
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      unsaved = Optional.empty();
    } catch (IOException e) {
      if (unsaved.isEmpty()) {
        LOG.warn("peers file not writable file={} problem=\"{}\"", path, e.toString());
      }
      unsaved = Optional.of(peers);
    }
  }

  /** Saves the last list again if it could not be saved: a full disk may have room again. */
  public void retry() {
    unsaved.ifPresent(this::save);
  }
}
