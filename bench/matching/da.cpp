// Plain deferred acceptance with a heap per requisition: the practical limit the engines are measured against.
#include <algorithm>
#include <cstdint>
#include <vector>

extern "C" void deferred_acceptance(int64_t people, int64_t requests, const int64_t* start, const int32_t* choice,
                                    const int64_t* key, const int32_t* seats, const int32_t* by_rank, int64_t* held) {
    const int64_t lottery = (int64_t(1) << 24) - 1;
    std::vector<int64_t> first(requests + 1, 0), heap;
    for (int64_t r = 0; r < requests; ++r) first[r + 1] = first[r] + seats[r];
    heap.resize(first[requests]);
    std::vector<int32_t> size(requests, 0);
    std::fill(held, held + people, -1);
    const auto lowest_on_top = [](int64_t a, int64_t b) { return a > b; };
    for (int64_t person = 0; person < people; ++person) {
        int64_t who = person, at = start[person];
        while (at < start[who + 1]) {
            const int32_t r = choice[at];
            int64_t* begin = heap.data() + first[r];
            if (size[r] < seats[r]) {
                begin[size[r]++] = key[at];
                std::push_heap(begin, begin + size[r], lowest_on_top);
                held[who] = at;
                break;
            }
            if (seats[r] == 0 || key[at] < begin[0]) {
                ++at;
                continue;
            }
            const int64_t out = begin[0];
            std::pop_heap(begin, begin + size[r], lowest_on_top);
            begin[size[r] - 1] = key[at];
            std::push_heap(begin, begin + size[r], lowest_on_top);
            held[who] = at;
            who = by_rank[out & lottery];
            at = held[who] + 1;
            held[who] = -1;
        }
    }
}
