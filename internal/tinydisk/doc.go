// Package tinydisk lets tests run out of disk. Only tests import it.
package tinydisk
