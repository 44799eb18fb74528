// Who learns: the workers of all processes of a run, each with its part of every batch.
#pragma once

namespace lesion {

// The workers of this process among all: numbers first .. first + here - 1 of `all`. A part depends
// on a worker's number alone, so two processes of one worker do what one process of two does.
struct Crew {
  int here = 1;
  int first = 0;
  int all = 1;

  // Where the part of worker `number` of `count` things begins; of number + 1: where it ends.
  template <typename Count>
  Count begin(int number, Count count) const {
    return static_cast<Count>(static_cast<long>(number) * static_cast<long>(count) / all);
  }
};

// A process among others: they number 0 .. ranks - 1, each with `here` workers.
inline Crew crew_of(int rank, int ranks, int here) {
  return {.here = here, .first = rank * here, .all = ranks * here};
}

}  // namespace lesion
