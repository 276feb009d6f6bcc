"""Tests of what needs no training: python -m unittest discover scripts/train"""

import itertools
import random
import unittest

import torch

import data
import decode
import labels
import parser
from model import Crf, distance


def text(blocks, pieces=1, sentences=None):
    """A text whose words are single letters, in blocks of the given numbers of words."""
    n = sum(blocks)
    ends = [sum(blocks[: i + 1]) for i in range(len(blocks))]
    return data.Text(
        id="t",
        text="x " * n,
        words=[(2 * i, 2 * i + 1) for i in range(n)],
        pieces=[[1] * pieces] * n,
        shapes=[0] * n,
        sentence=sentences or [0] * n,
        blocks=list(zip([0, *ends[:-1]], ends)),
    )


class Labels(unittest.TestCase):
    def test_runs_undo_write(self):
        marked = [0] * 8
        labels.write(marked, 1, 3, labels.SOURCE)
        labels.write(marked, 3, 6, labels.CONTENT)
        self.assertEqual(marked, [0, 1, 2, 5, 6, 6, 0, 0])
        self.assertEqual(labels.runs(marked, labels.SOURCE), [(1, 3)])
        self.assertEqual(labels.runs(marked, labels.CONTENT), [(3, 6)])
        self.assertEqual(labels.runs([1, 1, 2, 2], 0), [(0, 1), (1, 4)])
        self.assertEqual(labels.runs([2, 2, 0], 0), [(0, 2)])

    def test_mend_begins_what_a_border_cut(self):
        self.assertEqual(labels.mend([2, 2, 0, 4, 1, 2]), [1, 2, 0, 3, 1, 2])

    def test_inside_follows_its_own_role_only(self):
        ok = labels.allowed(5)
        self.assertTrue(ok[1][2] and ok[2][2] and ok[5][1] and ok[2][3])
        self.assertFalse(ok[0][2] or ok[3][2] or ok[5][2])


class Windows(unittest.TestCase):
    def test_blocks_join_open_paragraphs(self):
        self.assertEqual(data.block_ranges([0, 5, 9], [0], 12), [(0, 9), (9, 12)])
        self.assertEqual(data.block_ranges([0, 5, 9], [0, 1], 12, longest=10), [(0, 9), (9, 12)])

    def test_each_word_stands_in_one_block_of_one_window(self):
        rng = random.Random(1)
        for _ in range(50):
            t = text([rng.randint(1, 700) for _ in range(6)], pieces=rng.randint(1, 2))
            for left in (0, 64):
                ws = data.windows(t, 256, first=rng.randint(80, 256), left=left)
                blocks = [b for w in ws for b in w.blocks]
                self.assertEqual([k for b in blocks for k in range(*b)], list(range(len(t.words))))
                for w in ws:
                    ids, shapes, first = w.arrays()
                    self.assertEqual(len(ids), w.size)
                    self.assertEqual(len(first), w.end - w.start)
                    self.assertLessEqual(w.size, data.LONGEST_WINDOW)
                    self.assertTrue(w.start <= w.blocks[0][0] and w.end == w.blocks[-1][1])

    def test_long_blocks_are_cut_between_sentences(self):
        t = text([600], sentences=[i // 40 for i in range(600)])
        self.assertEqual([b for w in data.windows(t) for b in w.blocks], [(0, 480), (480, 600)])

    def test_words_in(self):
        words = [(0, 3), (4, 6), (6, 7)]
        self.assertEqual(data.words_in(words, 0, 3), (0, 1))
        self.assertEqual(data.words_in(words, 5, 7), (1, 3))
        self.assertEqual(data.words_in(words, 3, 4), (1, 1))


class Chain(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(1)
        n = labels.ROLE_LABELS
        self.crf = Crf()
        self.crf.transitions.data.normal_()
        self.scores, self.lengths, self.at = torch.randn(2, 4, n), torch.tensor([4, 3]), torch.tensor([1, 2])

    def brute(self, i):
        """All paths with a cue at the seed and a content, and their scores."""
        n, ok = int(self.lengths[i]), labels.allowed(labels.ROLE_LABELS)

        def may(path):
            chained = all(ok[a][b] for a, b in zip([labels.ROLE_LABELS, *path], path))
            return chained and path[self.at[i]] in (3, 4) and 5 in path

        every = itertools.product(range(labels.ROLE_LABELS), repeat=n)
        paths = torch.tensor([p for p in every if may(p)])
        scores = self.scores[i : i + 1, :n].expand(len(paths), -1, -1)
        return paths, self.crf.path_score(scores, torch.full((len(paths),), n), paths)

    def test_sum_and_best_over_all_paths(self):
        z = self.crf.log_z(self.scores, self.lengths, self.at)
        best = self.crf.best(self.scores, self.lengths, self.at)
        for i in range(2):
            paths, each = self.brute(i)
            self.assertAlmostEqual(float(z[i]), float(each.logsumexp(0)), places=4)
            self.assertEqual(best[i, : len(paths[0])].tolist(), paths[each.argmax()].tolist())

    def test_sum_by_pairs_is_the_same_sum(self):
        lengths = torch.tensor([1, 2, 5, 8, 9])
        scores, at = torch.randn(5, 9, labels.ROLE_LABELS), torch.tensor([0, 1, 2, 3, 8])
        table, states = self.crf.lattice(scores, at)
        by_pairs = self.crf.log_z_by_pairs(table, states, lengths, states[:, 0] + table[-1])
        torch.testing.assert_close(by_pairs, self.crf.log_z(scores, lengths, at), rtol=1e-4, atol=1e-2)

    def test_distances_have_their_rows(self):
        self.assertEqual([distance(d) for d in (0, 1, 5, 6, 61, 600, -1, -600)], [0, 1, 5, 5, 11, 11, 12, 22])


class Choice(unittest.TestCase):
    def attribution(self, cue, contents, score):
        return decode.Attribution(cue, [], contents, 1.0, score, 0.0, score)

    def test_the_surest_of_those_that_overlap(self):
        a = self.attribution((5, 6), [(0, 4)], 0.9)
        b = self.attribution((8, 9), [(3, 7)], 0.8)
        c = self.attribution((2, 3), [(10, 12)], 0.7)
        d = self.attribution((20, 21), [(22, 30)], 0.1)
        self.assertEqual(decode.choose([d, c, b, a], 0.05), [a, d])
        self.assertEqual(decode.choose([d, c, b, a], 0.5), [a])

    def test_names_follow_bio(self):
        scores = torch.full((3, labels.NAME_LABELS), -9.0)
        scores[0, 0], scores[1, 2], scores[1, 1], scores[2, 2] = 0.0, 0.0, -1.0, 0.0
        self.assertEqual(decode.viterbi(scores), [0, 1, 2])

    def test_seeds_are_peaks_in_blocks(self):
        t = text([4, 2])
        w = data.windows(t)[0]
        found = decode.seeds(w, 0, [0.2, 0.9, 0.9, 0.05, 0.3, 0.4])
        self.assertEqual([(s.word, s.start, s.end) for s in found], [(1, 0, 4), (5, 4, 6)])


class Parser(unittest.TestCase):
    def test_circles_are_broken(self):
        self.assertEqual(parser.without_circles([2, 0, 2]), [2, 0, 2])
        heads = parser.without_circles([2, 3, 1, 0, None])
        self.assertEqual(heads[3:], [0, None])
        self.assertIn(None, heads[:3])

    def test_batches_hold_each_sentence_once(self):
        sentences = [(["x"] * n,) for n in (3, 1, 7, 2, 40)]
        batches = parser.batches(sentences, 14)
        self.assertEqual(sorted(i for b in batches for i in b), [0, 1, 2, 3, 4])
        self.assertTrue(all(len(b) == 1 or len(b) * max(len(sentences[i][0]) for i in b) <= 14 for b in batches))

    def test_case(self):
        self.assertEqual([parser.case(w) for w in ("12", "word", "Word", "WORD", "McWord", "I")], [0, 1, 2, 3, 4, 2])


if __name__ == "__main__":
    unittest.main()
