// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images;

import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Both images. A test with a parameter of this type and the extension {@link Build} gets images
 * that are built once per test run.
 */
public record Images(Path store, Image agent, Image exporter) implements AutoCloseable {
  /** Builds the images for the first test and removes them after the last test. */
  public static final class Build implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Images.class;
    }

    @Override
    public Images resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(Images.class))
          .computeIfAbsent(Images.class, _ -> build(), Images.class);
    }
  }

  private static Images build() {
    TestRequirements.tools("buildah", "unshare", "nsenter", "chroot", "bash", "ip", "strip");
    TestRequirements.root();
    try {
      // Not in the temporary folder, because that may be in memory and this needs a gigabyte.
      Path store = Files.createTempDirectory(Path.of("/var/tmp"), "netcheck-images");
      List<Image> images = Image.build(store);
      return new Images(store, images.getFirst(), images.getLast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    ProgramRun.run(List.of("rm", "-rf", store.toString()));
  }
}
