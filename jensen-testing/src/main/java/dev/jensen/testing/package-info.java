/// Tests of functions, in Java or TypeScript, against a deployment in the test's own process. Open
/// [dev.jensen.testing.TestDeployment] first.
@NullMarked
package dev.jensen.testing;

import org.jspecify.annotations.NullMarked;
